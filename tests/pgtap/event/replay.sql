-- replay and state_at: what is derived follows from what was recorded, to the byte; and what it was before.
BEGIN;
SELECT plan(41);
SELECT agora_test.at('2026-01-01 00:00:00.25');
SELECT agora.register_principal('alice'), agora.register_principal('bob');
CREATE TEMP VIEW wallet AS SELECT p.name, agora_ledger.wallet_of(p.principal_id) AS account_id FROM agora.principal AS p WHERE p.name IN ('alice', 'bob');
CREATE FUNCTION pg_temp.wallet(p_name text) RETURNS bigint LANGUAGE sql RETURN (SELECT w.account_id FROM wallet AS w WHERE w.name = p_name);
SELECT pg_temp.wallet('alice'), pg_temp.wallet('bob');
SELECT agora_ledger.mint(pg_temp.wallet('alice'), 100, 'test', p_key => 'a');
SELECT agora_test.at('2026-01-02');
SELECT agora_ledger.transfer(pg_temp.wallet('alice'), pg_temp.wallet('bob'), 12.345678, 'test', p_key => 'b', p_actor => agora_test.id('alice'));
SELECT agora_ledger.burn(pg_temp.wallet('bob'), 0.000001, 'test', p_key => 'c');

-- An error, a fix that works and one that does not; the interval of confidence is changed in between.
CREATE FUNCTION pg_temp.try(p_approach text, p_status text, p_parent bigint DEFAULT NULL) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    v_attempt bigint := agora_memory.start_attempt('load', p_approach => p_approach, p_parent => p_parent, p_actor => agora_test.id('alice'));
BEGIN
    PERFORM agora_memory.finish_attempt(v_attempt, p_status, p_error_type => CASE WHEN p_status = 'error' THEN 'KeyError' END,
                                        p_error_message => CASE WHEN p_status = 'error' THEN '''id''' END, p_actor => agora_test.id('alice'));
    RETURN v_attempt;
END $$;
SELECT pg_temp.try('ask first', 'success', pg_temp.try('read', 'error'));
SELECT agora_test.at('2026-01-03');
SELECT agora.set_setting('memory.wilson_z', '1', 'a test');
SELECT agora_test.advance('1 second');
SELECT pg_temp.try('ask first', 'success', pg_temp.try('ask first', 'error', pg_temp.try('read', 'error')));
SELECT agora_test.advance('1 second');
SELECT agora.set_setting('memory.wilson_z', '2', 'a test');

CREATE TEMP TABLE replayed AS SELECT * FROM agora_event.replay();
SELECT set_eq('SELECT r.projection FROM replayed AS r', 'SELECT p.projection FROM agora_event.registered_projection AS p', 'every projection');
SELECT is_empty('SELECT r.* FROM replayed AS r WHERE r.rows_differing <> 0 OR r.rows_rebuilt <> r.rows_live OR r.rows_live = 0 OR r.events = 0', 'is what was recorded');
SELECT results_eq($$SELECT r::text FROM pg_temp.replayed_balances AS r WHERE r.account_id = pg_temp.wallet('bob')$$,
                  $$SELECT b::text FROM agora_ledger.account_balance AS b WHERE b.account_id = pg_temp.wallet('bob')$$, 'the rebuilt table is there to look at');
SELECT is((SELECT b.available FROM pg_temp.replayed_balances AS b WHERE b.account_id = pg_temp.wallet('bob')), 12345677::bigint, 'to the last decimal');
SELECT lives_ok('SELECT agora_event.replay()', 'again in the same session');
SELECT results_eq($$SELECT r.projection, r.rows_differing FROM agora_event.replay(p_projection => 'ledger.balances') AS r$$, $$VALUES ('ledger.balances', 0::bigint)$$, 'one of them');

-- What was tampered with is seen.
ALTER TABLE agora_ledger.account_balance DISABLE TRIGGER USER;
UPDATE agora_ledger.account_balance AS b SET available = b.available + 1 WHERE b.account_id = pg_temp.wallet('bob');
UPDATE agora_memory.resolution AS r SET successes = r.successes + 1;
SELECT results_eq($$SELECT r.projection, r.rows_differing FROM agora_event.replay() AS r WHERE r.projection = 'ledger.balances'$$, $$VALUES ('ledger.balances', 2::bigint)$$, 'a changed balance: one line of each side');
SELECT cmp_ok((SELECT r.rows_differing FROM agora_event.replay(p_projection => 'memory.resolutions') AS r), '>', 0::bigint, 'a changed count');
UPDATE agora_ledger.account_balance AS b SET available = b.available - 1 WHERE b.account_id = pg_temp.wallet('bob');
UPDATE agora_memory.resolution AS r SET successes = r.successes - 1;

-- A range: what those events make.
CREATE TEMP TABLE posted AS SELECT e.event_id, row_number() OVER (ORDER BY e.event_id) AS n FROM agora_event.event AS e WHERE e.topic = 'ledger.transaction.posted.v1';
CREATE FUNCTION pg_temp.posted(p_n integer) RETURNS bigint LANGUAGE sql RETURN (SELECT p.event_id FROM posted AS p WHERE p.n = p_n);
SELECT is((SELECT r.events FROM agora_event.replay(pg_temp.posted(2), pg_temp.posted(2), p_projection => 'ledger.balances') AS r), 1::bigint, 'one event');
SELECT set_eq('SELECT b.account_id, b.available FROM pg_temp.replayed_balances AS b WHERE b.available <> 0',
              $$VALUES (pg_temp.wallet('alice'), -12345678::bigint), (pg_temp.wallet('bob'), 12345678)$$, 'moves what it moved');
SELECT is((SELECT r.events FROM agora_event.replay(p_to => pg_temp.posted(1), p_projection => 'ledger.balances') AS r), 1::bigint, 'up to the first');
SELECT is((SELECT b.available FROM pg_temp.replayed_balances AS b WHERE b.account_id = pg_temp.wallet('alice')), 100000000::bigint, 'is what it was then');
SELECT is((SELECT sum(b.available) FROM pg_temp.replayed_balances AS b WHERE b.account_id = pg_temp.wallet('bob')), 0::numeric, 'for everybody');

-- Into a schema.
CREATE SCHEMA scratch;
SELECT agora_test.raises($$SELECT agora_event.replay(p_into => 'scratch')$$, '22023', 'not into a schema where the owner may not create');
GRANT CREATE, USAGE ON SCHEMA scratch TO agora_owner;
SELECT lives_ok($$SELECT agora_event.replay(p_into => 'scratch')$$, 'but into one where it may');
SELECT isnt_empty('SELECT * FROM scratch.replayed_resolutions', 'the table stays');
SELECT agora_test.raises(format('SELECT agora_event.replay(p_into => %L)', bad.place), '22023', format('not into %s', coalesce(bad.place, 'NULL')))
  FROM unnest(ARRAY['agora', 'agora_ledger', 'no_such_schema', 'public; DROP', NULL]) AS bad(place);
SELECT agora_test.raises('SELECT agora_event.replay(2, 1)', '22023', 'backwards');
SELECT agora_test.raises($$SELECT agora_event.replay(p_projection => 'ledger.dreams')$$, 'ZE009', 'an unknown projection');

-- The registry names what exists.
SELECT is_empty($$
    SELECT p.projection FROM agora_event.projection AS p
     WHERE NOT EXISTS (SELECT 1 FROM agora_test.routine AS r JOIN pg_proc AS f ON f.oid = r.oid
                        WHERE r.identity = p.rebuild_function || '(bigint,bigint)' AND f.proretset AND (f.prorettype::regtype::text = p.relation OR f.proargnames[3:] = (SELECT array_agg(a.attname::text ORDER BY a.attnum) FROM pg_attribute AS a WHERE a.attrelid = p.relation::regclass AND a.attnum > 0 AND NOT a.attisdropped)) AND r.domain = split_part(p.projection, '.', 1))
        OR NOT EXISTS (SELECT 1 FROM agora_test.routine AS r JOIN pg_proc AS f ON f.oid = r.oid
                        WHERE r.identity = p.state_function || '(bigint,timestamp with time zone)' AND f.prorettype = 'jsonb'::regtype AND r.domain = split_part(p.projection, '.', 1))
        OR NOT p.topics <@ ARRAY(SELECT t.topic FROM agora_event.topic AS t WHERE t.is_builtin)$$, 'functions, table and topics of every projection');

-- As it was.
CREATE FUNCTION pg_temp.balance(p_name text, p_time timestamptz) RETURNS numeric LANGUAGE sql
RETURN (agora_event.state_at(format('ledger.balances:%s', pg_temp.wallet(p_name)), p_time) ->> 'balance')::numeric;
SELECT is(pg_temp.balance('alice', '2025-12-31'), NULL, 'before it was opened');
SELECT is(pg_temp.balance('alice', '2026-01-01 00:00:00.249999'), NULL, 'a moment before');
SELECT is(pg_temp.balance('alice', '2026-01-01 00:00:00.25'), 100::numeric, 'at that moment');
SELECT is(pg_temp.balance('alice', '2026-01-01 23:59'), 100::numeric, 'until the next');
SELECT is(pg_temp.balance('alice', '2026-01-02'), 87.654322, 'and after it');
SELECT is(pg_temp.balance('bob', 'infinity'), 12.345677, 'now, as it is');
SELECT is((agora_event.state_at('ledger.balances:1', 'infinity') ->> 'balance')::numeric < 0, true, 'a system account, too');
CREATE TEMP TABLE fix AS SELECT r.resolution_id FROM agora_memory.resolution AS r WHERE r.approach = 'ask first';
CREATE FUNCTION pg_temp.fix(p_time timestamptz, p_field text) RETURNS text LANGUAGE sql
RETURN (SELECT agora_event.state_at(format('memory.resolutions:%s', f.resolution_id), p_time) ->> p_field FROM fix AS f);
SELECT is(pg_temp.fix('2026-01-01', 'successes'), NULL, 'before it was tried');
SELECT is(pg_temp.fix('2026-01-02', 'successes'), '1', 'after the first success');
SELECT is(pg_temp.fix('2026-01-02', 'confidence')::numeric, agora_memory.wilson_lower_bound(1, 1), 'with the confidence that it had');
SELECT is(pg_temp.fix('2026-02-01', 'confidence')::numeric, (SELECT r.confidence::numeric FROM agora_memory.resolution AS r JOIN fix AS f USING (resolution_id)), 'and now with what it has');
SELECT agora_test.raises(format('SELECT agora_event.state_at(%L, agora.now())', bad.object), '22023', format('no object: %s', coalesce(bad.object, 'NULL')))
  FROM unnest(ARRAY['ledger.balances', 'ledger.balances:x', NULL]) AS bad(object);
SELECT agora_test.raises($$SELECT agora_event.state_at('ledger.balances:1000', NULL)$$, '22023', 'no time');
SELECT agora_test.raises($$SELECT agora_event.state_at('ledger.dreams:1', agora.now())$$, 'ZE009', 'no projection');
SELECT agora_test.add_login('eve', 'agora_service', true);
CREATE TEMP TABLE hers AS SELECT agora_ledger.wallet_of(agora_test.id('eve')) AS account_id, pg_temp.wallet('alice') AS other;
GRANT SELECT ON hers TO PUBLIC;
SELECT agora_test.become('eve');
SELECT results_eq($$SELECT agora_event.state_at('ledger.balances:' || h.account_id, 'infinity') ->> 'balance', agora_event.state_at('ledger.balances:' || h.other, 'infinity') FROM hers AS h$$,
                  $$VALUES ('0', NULL::jsonb)$$, 'a bound login sees the past of its own account only');
RESET SESSION AUTHORIZATION;

SELECT * FROM finish();
ROLLBACK;
