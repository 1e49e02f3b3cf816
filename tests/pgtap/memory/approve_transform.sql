-- Decisions about transforms: who may make which, what they do, and what the policy decides by itself.
BEGIN;
SELECT plan(52);
SELECT agora_test.at('2026-01-01 00:00+00');
SELECT agora_test.add_login('alice', 'agora_service', true);
SELECT agora_test.add_login('rita', 'agora_service', true);
SELECT agora_test.add_login('bob', 'agora_service', true);
SELECT agora.register_principal(n) FROM unnest(ARRAY['carol', 'dave']) AS n;
CREATE FUNCTION pg_temp.contribute(p_name text) RETURNS bigint LANGUAGE sql
RETURN (agora_memory.register_transform(format(E'def %s(a: int) -> str:\n    "Say %s where there is something to say."\n    if a:\n        return %L\n    return ""', p_name, p_name, p_name),
                                        p_actor => agora_test.id('alice'))).transform_id;
CREATE FUNCTION pg_temp.thing(p_name text) RETURNS bigint LANGUAGE sql SECURITY DEFINER
BEGIN ATOMIC
    SELECT t.transform_id FROM agora_memory.transform AS t WHERE t.name = p_name;
END;
CREATE FUNCTION pg_temp.state(p_name text) RETURNS text LANGUAGE sql SECURITY DEFINER
BEGIN ATOMIC
    SELECT format('%s %s %s', t.status, t.is_usable, d.is_active)
      FROM agora_memory.known_transform AS t JOIN agora_memory.document AS d ON d.kind = 'transform' AND d.object_id = t.transform_id WHERE t.name = p_name;
END;
SELECT pg_temp.contribute(n) FROM unnest(ARRAY['one', 'two', 'three', 'four', 'five']) AS n;

-- Who.
SELECT is(agora_memory.appoint_reviewer(agora_test.id('rita')), agora_test.id('rita'), 'an operator appoints a reviewer');
SELECT is(agora_memory.appoint_reviewer(agora_test.id('rita')), agora_test.id('rita'), 'again is the same');
SELECT results_eq('SELECT r.name, r.appointed_by FROM agora_memory.appointed_reviewer AS r', $$VALUES ('rita', 1::bigint)$$, 'who is on the list');
SELECT agora_test.raises('SELECT agora_memory.appoint_reviewer(999999)', 'ZA001', 'an unknown principal is not appointed');
SELECT agora_test.become('bob');
SELECT agora_test.raises($$SELECT agora_memory.approve_transform(pg_temp.thing('one'), 'good')$$, '42501', 'nobody else approves');
SELECT throws_ok($$SELECT agora_memory.appoint_reviewer(agora_test.id('bob'))$$, '42501', NULL, 'nor appoints');
RESET SESSION AUTHORIZATION;
SELECT agora_memory.appoint_reviewer(agora_test.id('alice'));
SELECT agora_test.become('alice');
SELECT agora_test.raises(format($$SELECT agora_memory.%s_transform(pg_temp.thing('one'), 'mine')$$, d), 'ZM032', d || ': never one''s own') FROM unnest(ARRAY['approve', 'reject', 'deprecate', 'block', 'unblock']) AS d;
RESET SESSION AUTHORIZATION;
SELECT is(agora_memory.dismiss_reviewer(agora_test.id('alice')), true, 'a reviewer is dismissed');
SELECT is(agora_memory.dismiss_reviewer(agora_test.id('alice')), false, 'once');

-- What.
SELECT agora_test.become('rita');
SELECT is(agora_memory.approve_transform(pg_temp.thing('one'), 'well done'), 'approved', 'a reviewer approves');
SELECT is(agora_memory.approve_transform(pg_temp.thing('one'), 'once more'), 'approved', 'approved is approved');
SELECT is(agora_memory.reject_transform(pg_temp.thing('two'), 'a fake'), 'rejected', 'and rejects');
SELECT agora_test.raises($$SELECT agora_memory.reject_transform(pg_temp.thing('one'), 'late')$$, 'ZA009', 'what was approved is not rejected');
SELECT agora_test.raises($$SELECT agora_memory.approve_transform(pg_temp.thing('two'), 'late')$$, 'ZA009', 'nor the other way');
SELECT agora_test.raises($$SELECT agora_memory.deprecate_transform(pg_temp.thing('three'), 'early')$$, 'ZA009', 'what is pending is not deprecated');
SELECT agora_test.raises($$SELECT agora_memory.unblock_transform(pg_temp.thing('three'), ' ')$$, '22023', 'no decision without a reason');
SELECT agora_test.raises('SELECT agora_memory.approve_transform(999999, ''good'')', 'ZM005', 'an unknown transform');
SELECT is(agora_memory.block_transform(pg_temp.thing('one'), 'it deletes files'), 'approved', 'a block leaves the status');
SELECT is(agora_memory.block_transform(pg_temp.thing('one'), 'it does'), 'approved', 'blocked is blocked');
RESET SESSION AUTHORIZATION;
SELECT is(pg_temp.state(n), s, n || ' is ' || s) FROM (VALUES ('one', 'approved f f'), ('two', 'rejected f f'), ('three', 'pending t t')) AS v(n, s);
SELECT is((SELECT t.blocked_reason FROM agora_memory.known_transform AS t WHERE t.name = 'one'), 'it deletes files', 'the first reason stands');
SELECT is_empty($$SELECT * FROM agora_memory.match_transforms('say one') AS m WHERE m.name IN ('one', 'two')$$, 'neither is found');
SELECT agora_test.raises(format('SELECT agora_memory.start_attempt(''do it'', p_transforms => ARRAY[%s])', pg_temp.thing('one')), 'ZM031', 'the blocked one is not used');
SELECT agora_test.raises(format('SELECT agora_memory.start_attempt(''do it'', p_transforms => ARRAY[%s])', pg_temp.thing('two')), 'ZM006', 'nor the rejected one');
SELECT is(agora_memory.unblock_transform(pg_temp.thing('one'), 'it asks first now'), 'approved', 'a block is lifted');
SELECT is(pg_temp.state('one'), 'approved t t', 'then it is found and used again');
SELECT is(agora_memory.deprecate_transform(pg_temp.thing('one'), 'two is better'), 'deprecated', 'what is approved is deprecated');
SELECT results_eq($$SELECT h.decision, h.from_status, h.to_status, h.reason, d.name FROM agora_memory.transform_history AS h JOIN agora.principal AS d ON d.principal_id = h.decided_by
                     WHERE h.name = 'one' ORDER BY h.transform_decision_id$$,
                  $$VALUES ('approve', 'pending', 'approved', 'well done', 'rita'), ('block', 'approved', 'approved', 'it deletes files', 'rita'),
                           ('unblock', 'approved', 'approved', 'it asks first now', 'system'), ('deprecate', 'approved', 'deprecated', 'two is better', 'system')$$, 'all of it is on record, once');
SELECT agora_test.raises('UPDATE agora_memory.transform_decision SET reason = ''other''', 'ZA010', 'and stays');
SELECT results_eq($$SELECT e.topic, e.payload ->> 'reason' FROM agora_event.event AS e WHERE e.topic ~ '^memory.transform.(?!registered)' ORDER BY e.event_id$$,
                  $$VALUES ('memory.transform.approved.v1', 'well done'), ('memory.transform.rejected.v1', 'a fake'), ('memory.transform.blocked.v1', 'it deletes files'),
                           ('memory.transform.unblocked.v1', 'it asks first now'), ('memory.transform.deprecated.v1', 'two is better')$$, 'and told');

-- The policy: quality, three other principals for whom it worked.
CREATE FUNCTION pg_temp.use(p_name text, p_user text, p_outcome text DEFAULT 'success') RETURNS text LANGUAGE sql
BEGIN ATOMIC
    SELECT agora_memory.record_use(t.transform_id, (agora_memory.finish_attempt(agora_memory.start_attempt('do it', p_actor => agora_test.id(p_user)), 'success', p_actor => agora_test.id(p_user))).attempt_id, p_outcome, p_actor => agora_test.id(p_user))
      FROM agora_memory.transform AS t WHERE t.name = p_name;
    SELECT t.status FROM agora_memory.transform AS t WHERE t.name = p_name;
END;
SELECT is(pg_temp.use('three', u, o), 'pending', d)
  FROM (VALUES ('alice', 'success', 'one''s own use'), ('bob', 'success', 'one user'), ('bob', 'success', 'the same user again'), ('carol', 'success', 'two users'),
               ('dave', 'failure', 'a third for whom it failed'), ('dave', 'partial', 'and half worked')) AS v(u, o, d);
SELECT is(pg_temp.use('three', 'dave'), 'approved', 'three for whom it worked approve it');
SELECT results_eq($$SELECT h.reason, h.decided_by, h.evidence FROM agora_memory.transform_history AS h WHERE h.name = 'three'$$,
                  $$VALUES ('approved by policy', 1::bigint, '{"quality": 1.000000, "successful_users": 3, "verdict": null}'::jsonb)$$, 'with what the policy saw');
SELECT agora.set_setting('memory.approve_min_quality', '1', 'a test');
SELECT agora.set_setting('memory.approve_min_users', '1', 'a test');
SELECT is(pg_temp.use('four', 'bob'), 'approved', 'both are settings, met at equality');
SELECT agora.set_setting('memory.approve_needs_verification', 'true', 'a test');
SELECT is(pg_temp.use('five', 'bob'), 'pending', 'where a sandbox verifies, nothing passes without its verdict');
SELECT is(agora_memory._approve_pending(100), 0::bigint, 'nor by the job');
SELECT agora.set_setting('memory.approve_needs_verification', NULL, 'a test');
SELECT is(agora_memory._approve_pending(100), 1::bigint, 'which approves what has become possible');
SELECT is(pg_temp.state('five'), 'approved t t', 'that one');
SELECT is_empty('SELECT * FROM agora.check_invariants()', 'the invariants agree');

-- Reasons are stored, shown and told without secrets.
SELECT pg_temp.contribute('leaky');
SELECT agora_memory.block_transform(pg_temp.thing('leaky'), 'it prints ghp_abcdefghijklmnopqrstuvwxyz0123456789', 1);
SELECT matches(h.reason || ' ' || t.blocked_reason || ' ' || (SELECT v.payload ->> 'reason' FROM agora_event.event AS v WHERE v.topic = 'memory.transform.blocked.v1' ORDER BY v.event_id DESC LIMIT 1),
               '^(it prints \[redacted:[a-z_]+\] ?){3}$', 'a reason without its secret')
  FROM agora_memory.transform_history AS h JOIN agora_memory.transform AS t ON t.transform_id = h.transform_id WHERE t.name = 'leaky';
SELECT agora_memory.unblock_transform(pg_temp.thing('leaky'), 'not ghp_abcdefghijklmnopqrstuvwxyz0123456789', 1);
SELECT is_empty($$SELECT v.payload FROM agora_event.event AS v WHERE v.payload::text ~ 'ghp_'$$, 'no event has it');

SELECT * FROM finish();
ROLLBACK;
