-- Threat actors: an agent that is hostile, a credential or key in other hands, one who uses things up, an insider. What each tries is
-- refused and changes nothing, or is found.
BEGIN;
SELECT plan(62);
SELECT agora_test.add_login('mallory', 'agora_service', true), agora_test.add_login('ada', 'agora_service', true), agora_test.add_login('insider', 'agora_operator', true);
SELECT agora.register_principal('runner');
SELECT agora_test.at('2026-01-01 00:00+00');
SELECT agora_work.register_agent(agora_test.id(n)) FROM unnest(ARRAY['mallory', 'ada']) AS n;
SELECT agora_work.grant_capability(agora_test.id(n), 'code:go', 1, 'a test') FROM unnest(ARRAY['mallory', 'ada', 'insider']) AS n;
SELECT agora_work.agree_contract(agora_test.id('mallory'));
SELECT agora.set_bucket(agora_work.agent_breaker(agora_test.id('ada')), 10, 10, agora_test.id('ada'));
SELECT agora_model.set_budget(10, p_principal => agora_test.id('mallory'));
SELECT agora_work.add_task('hers', '{"code": "hers"}');
SELECT agora_work.claim_task(agora_test.id('ada'), (SELECT b.task_id FROM agora_work.board AS b WHERE b.code = 'hers'));
ALTER TABLE agora_work.request ALTER COLUMN request_id RESTART;
SELECT agora_work.submit_sandbox_job(p_code => 'x', p_test => 'x', p_key => 'hers', p_actor => agora_test.id('ada'));
SELECT agora.trip_breaker(agora_work.agent_breaker(agora_test.id(n)), 'manual', 'a test') FROM unnest(ARRAY['mallory', 'insider']) AS n;
-- All that the first actor would like to change.
CREATE FUNCTION pg_temp.state() RETURNS text LANGUAGE sql SECURITY DEFINER AS $$
    SELECT concat_ws(' ', (SELECT count(*) FROM agora_work.agent_capability), (SELECT count(*) FROM agora_work.policy), (SELECT count(*) FROM agora_work.contract),
                     (SELECT count(*) FROM agora_work.operation), (SELECT count(*) FROM agora_work.violation), (SELECT count(*) FROM agora.reputation_event),
                     (SELECT count(*) FROM agora_model.budget), (SELECT sum(b.limit_usd) FROM agora_model.budget AS b), (SELECT count(*) FROM agora_work.trust_key),
                     (SELECT count(*) FROM agora_work.exec_policy), (SELECT count(*) FROM agora_work.credential), (SELECT string_agg(b.status, ',' ORDER BY b.breaker) FROM agora.breaker AS b),
                     (SELECT string_agg(t.status || t.holder_id, ',') FROM agora_work.task AS t)) $$;
CREATE TEMP TABLE before AS SELECT pg_temp.state() AS state;
CREATE TEMP TABLE hers AS SELECT b.task_id, b.epoch FROM agora_work.board AS b WHERE b.code = 'hers';
CREATE TEMP TABLE who AS SELECT p.principal_id AS id, p.name FROM agora.principal AS p;
GRANT SELECT ON hers, who, before TO PUBLIC;

-- A hostile agent: pretends, overspends, vouches for itself, harms others
SELECT agora_test.become('mallory');
SELECT throws_ok(format(t.call, m.id, a.id), t.state, NULL, t.what)
  FROM (SELECT w.id FROM who AS w WHERE w.name = 'mallory') AS m, (SELECT w.id FROM who AS w WHERE w.name = 'ada') AS a,
       (VALUES ('SELECT agora_work.grant_capability(%1$s, ''secrets:provider:use'', 4, ''mine'')', '42501', 'vouches for itself'),
               ('SELECT agora_work.register_agent(%1$s, ''{secrets:provider:use}'')', 'ZW056', 'declares what is sensitive'),
               ('SELECT agora_work.register_agent(%2$s)', '42501', 'registers another'),
               ('SELECT agora_work.add_trust_key(''k'', %1$s, ''\x00'')', '42501', 'brings a key'),
               ('SELECT agora_work.set_policy(''agent'', ''%1$s'', ''{"min_reputation": 0}'', ''mine'')', '42501', 'makes its own rules'),
               ('SELECT agora_work.agree_contract(%1$s, ''large'')', '42501', 'agrees with itself'),
               ('SELECT agora_model.set_budget(1000000, p_principal => %1$s)', '42501', 'raises its budget'),
               ('SELECT agora.set_setting(''work.slo_success'', ''0'', ''mine'')', '42501', 'lowers the bar'),
               ('SELECT agora.set_bucket(agora_work.agent_breaker(%1$s), 1000, 1000)', '42501', 'fills its bucket'),
               ('SELECT agora.take_token(agora_work.agent_breaker(%1$s), -1000)', '22023', 'takes less than nothing'),
               ('SELECT agora.take_token(agora_work.agent_breaker(%2$s))', '42501', 'uses up the calls of another'),
               ('SELECT agora_work.record_operation(%1$s, ''x'', true, 1, ''k'')', '42501', 'praises itself'),
               ('SELECT agora_work.record_operation(%2$s, ''x'', false, 1, ''k'')', '42501', 'blames another'),
               ('SELECT agora.record_reputation(%1$s, ''measured'', 1, ''mine'', p_key => ''k'')', '42501', 'writes its own score'),
               ('SELECT agora_work.record_violation(%2$s, ''security'', p_key => ''k'')', '42501', 'accuses another'),
               ('SELECT agora.reset_breaker(agora_work.agent_breaker(%1$s), ''mine'')', '42501', 'resets its breaker'),
               ('SELECT agora.trip_breaker(agora_work.agent_breaker(%2$s), ''manual'', ''a rival'')', '42501', 'halts another'),
               ('SELECT agora.record_outcome(agora_work.agent_breaker(%2$s), false)', '42501', 'fails in the name of another'),
               ('SELECT agora_work.claim_next(%1$s)', 'ZW061', 'works while it is halted'),
               ('SELECT agora_work.claim_next(%2$s)', '42501', 'works in the name of another'),
               ('SELECT agora_work.claim_next(%2$s, p_actor => %2$s)', '42501', 'or as another'),
               ('SELECT agora_work.complete_task(h.task_id, h.epoch) FROM hers AS h', 'ZW006', 'takes the work of another'),
               ('SELECT agora_work.issue_credential(%1$s, ''x'', ''{a}'', p_key => ''k'')', '42501', 'issues itself a credential'),
               ('SELECT agora_work.allow_command(''/bin/sh'', ''{}'', ''mine'', ''.*'', p_key => ''k'')', '42501', 'allows itself a shell'),
               ('SELECT agora_work.allow_target(''x'', ''https://a.b'', ''mine'', p_key => ''k'')', '42501', 'or the world'),
               ('SELECT agora_work.claim_request(''exec'')', '42501', 'is its own worker'),
               ('SELECT agora_work.finish_request(1, 0, ''passed'')', '42501', 'says what came of what another asked'),
               ('SELECT agora_work.finish_request(999999, 0, ''passed'')', '42501', 'and learns not whether anybody did'),
               ('SELECT agora_work.allow_action(''x'', ''agora.version'', ''mine'')', '42501', 'widens what messages may ask'),
               ('SELECT agora_memory.appoint_reviewer(%1$s)', '42501', 'judges code'),
               ('SELECT token_hash FROM agora_work.credential', '42501', 'reads a table'),
               ('UPDATE agora_work.agent_measure SET reputation = 1', '42501', 'writes one'),
               ('SELECT agora_work._remeasure(%1$s, 1, %1$s)', '42501', 'reaches behind the functions')) AS t(call, state, what);
SELECT is_empty($$SELECT 1 FROM agora_work.issued_credential UNION ALL SELECT 1 FROM agora_work.recorded_violation UNION ALL SELECT 1 FROM agora_work.inbox_message WHERE recipient_id <> agora.current_principal()$$, 'and sees nothing of others');
SELECT is((SELECT r.denial FROM agora_work.submit_exec('/bin/true', p_key => 'k') AS r), 'halted', 'what it asks for outside is denied');
SELECT is(pg_temp.state(), b.state, 'all of that changed nothing') FROM before AS b;
RESET SESSION AUTHORIZATION;
SELECT agora.reset_breaker(agora_work.agent_breaker(agora_test.id('mallory')), 'the test goes on', 3);

-- A credential in other hands
CREATE TEMP TABLE stolen AS SELECT i.token FROM hers AS h CROSS JOIN LATERAL agora_work.issue_credential(agora_test.id('ada'), 'hers', '{GET /things}', p_task_id => h.task_id, p_epoch => h.epoch, p_key => 'c') AS i;
CREATE FUNCTION pg_temp.try(p_task text DEFAULT 'hers', p_endpoint text DEFAULT 'GET /things') RETURNS text LANGUAGE sql AS $$
    SELECT coalesce(c.reason, 'granted') FROM stolen AS s CROSS JOIN LATERAL agora_work.check_credential(s.token, p_task, p_endpoint) AS c $$;
SELECT is(pg_temp.try('mine'), 'task', 'for another task');
SELECT is(pg_temp.try(p_endpoint => 'DELETE /things'), 'endpoint', 'for something else');
SELECT is((SELECT count(*) FROM agora_work.witness_entry AS w WHERE w.event = 'credential.refused'), 2::bigint, 'both are witnessed');
SELECT is((SELECT count(*) FROM agora_work.witness AS w JOIN stolen AS s ON w::text LIKE '%' || s.token || '%'), 0::bigint, 'and the token is in no record');
SELECT agora_work.release_task(h.task_id, h.epoch, p_actor => agora_test.id('ada')) FROM hers AS h;
SELECT is(pg_temp.try(), 'claim over', 'after the work');
SELECT agora_test.advance('5 minutes');
SELECT is(pg_temp.try(), 'expired', 'after five minutes in any case');

-- A message that was overheard, and a key in other hands
SELECT agora_work.add_trust_key('ada-1', agora_test.id('ada'), agora_test.sign('ada', NULL)), agora_event.create_topic('test.thing.done.v1', 'A test.'),
       agora_work.allow_action('event.publish', 'agora_event.publish', 'Publish an event.');
CREATE FUNCTION pg_temp.told(p_seq bigint, p_sender text DEFAULT 'ada') RETURNS bytea LANGUAGE sql AS $$
    SELECT agora_test.envelope(p_sender, 'event.publish', p_seq, '{"topic": "test.thing.done.v1", "event_key": "a", "payload": {}}', '{"issued_at": "2026-01-01T00:05:00Z"}') $$;
SELECT is(agora_work.submit(pg_temp.told(1), agora_test.sign('ada', pg_temp.told(1)), 'ada-1') ->> 'action', 'event.publish', 'a message is sent');
SELECT agora_test.raises($$SELECT agora_work.submit(pg_temp.told(1), agora_test.sign('ada', pg_temp.told(1)), 'ada-1')$$, 'ZW048', 'and again by whoever heard it');
SELECT agora_test.raises($$SELECT agora_work.submit(pg_temp.told(2), agora_test.sign('mallory', pg_temp.told(2)), 'ada-1')$$, 'ZW044', 'one that is forged');
SELECT agora_test.raises($$SELECT agora_work.submit(pg_temp.told(2, 'mallory'), agora_test.sign('ada', pg_temp.told(2, 'mallory')), 'ada-1')$$, 'ZW046', 'one in another name');
SELECT agora_work.revoke_trust_key('ada-1', 'stolen');
SELECT agora_test.raises($$SELECT agora_work.submit(pg_temp.told(3), agora_test.sign('ada', pg_temp.told(3)), 'ada-1')$$, 'ZW043', 'with a key that was stolen and is revoked');
SELECT agora_test.raises($$SELECT agora_work.allow_action('x', 'agora_work.record_operation', 'by mistake')$$, '22023', 'even an operator lets no message measure');
SELECT is((SELECT count(*) FROM agora_event.event AS e WHERE e.topic = 'test.thing.done.v1'), 1::bigint, 'one message, one effect');

-- Who uses things up
SELECT agora.set_setting(s.key, s.value, 'a test') FROM (VALUES ('work.open_requests', '1'), ('work.report_quota', '1'), ('work.unread_limit', '1')) AS s(key, value);
SELECT agora_work.submit_sandbox_job(p_code => 'x', p_test => 'x', p_key => 'a', p_actor => agora_test.id('mallory'));
SELECT agora_test.raises($$SELECT agora_work.submit_sandbox_job(p_code => 'x', p_test => 'x', p_key => 'b', p_actor => agora_test.id('mallory'))$$, 'ZW104', 'with requests');
SELECT agora_work.escalate('unsure', '{}', p_key => 'a', p_actor => agora_test.id('mallory'));
SELECT agora_test.raises($$SELECT agora_work.escalate('unsure', '{}', p_key => 'b', p_actor => agora_test.id('mallory'))$$, 'ZW085', 'with escalations');
SELECT agora_work.send_message(agora_test.id('ada'), 'note', '{}', p_key => 'a', p_actor => agora_test.id('mallory'));
SELECT agora_test.raises($$SELECT agora_work.send_message(agora_test.id('ada'), 'note', '{}', p_key => 'b', p_actor => agora_test.id('mallory'))$$, 'ZW081', 'with messages');
SELECT agora_test.raises($$SELECT agora_work.submit(convert_to(repeat('x', 1000001), 'UTF8'), '', 'ada-1')$$, 'ZW040', 'with bytes');
SELECT agora_test.raises($$SELECT agora_work.add_tasks((SELECT jsonb_agg('{"title": "x"}'::jsonb) FROM generate_series(1, 10001)))$$, '22023', 'with tasks');
SELECT is((SELECT count(*) FILTER (WHERE t.granted) FROM generate_series(1, 12) AS n CROSS JOIN LATERAL agora.take_token(agora_work.agent_breaker(agora_test.id('mallory')), 1 + 0 * n) AS t), 10::bigint, 'with calls');
SELECT agora_model.authorize_spend(agora_test.id('mallory'), NULL, 9, p_key => 'a');
SELECT is((SELECT a.decision FROM agora_model.authorize_spend(agora_test.id('mallory'), NULL, 2, p_key => 'b') AS a), 'deny', 'with money');
SELECT agora_test.raises($$SELECT agora_work.register_agent(agora_test.id('mallory'), ARRAY(SELECT 'code:' || n FROM generate_series(1, 101) AS n))$$, '22023', 'with capabilities');

-- An insider
SELECT agora_test.become('insider');
SELECT throws_ok(format('SELECT agora.reset_breaker(agora_work.agent_breaker(%s), ''mine'')', w.id), '42501', NULL, 'an operator who is the agent resets another breaker') FROM who AS w WHERE w.name = 'insider';
SELECT throws_ok(format('SELECT agora.record_reputation(%s, ''measured'', 1, ''mine'', p_key => ''k'')', w.id), '22023', NULL, 'and praises another') FROM who AS w WHERE w.name = 'insider';
RESET SESSION AUTHORIZATION;
SELECT agora_test.raises($$UPDATE agora_work.witness SET payload = '{}'$$, 'ZA010', 'the owner of the tables cannot change what is written');
SELECT agora_work.record_violation(agora_test.id('mallory'), 'policy', p_key => 'v', p_actor => agora_test.id('runner'));
SELECT agora_test.raises($$DELETE FROM agora_work.violation$$, 'ZA010', 'nor take back an accusation');
SELECT agora_work.anchor_witness();
SET LOCAL session_replication_role = replica;
UPDATE agora_work.witness AS w SET payload = '{"forged": true}' WHERE w.event = 'credential.refused' AND w.payload ->> 'reason' = 'task';
SET LOCAL session_replication_role = origin;
SELECT is((SELECT count(*) FROM agora_work.verify_witness() AS v WHERE v.violation = 'entry was changed'), 1::bigint, 'who switches the triggers off is found');

SELECT * FROM finish();
ROLLBACK;
