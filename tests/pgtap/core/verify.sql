-- verify, check_invariants and health: quiet on a fresh database, and specific about what is wrong.
BEGIN;
SELECT plan(30);

SELECT is_empty('SELECT * FROM agora.verify()', 'no drift as installed');
SELECT is_empty('SELECT * FROM agora.check_invariants()', 'every invariant holds as installed');
SELECT is_empty('SELECT * FROM agora.health() AS h WHERE NOT h.ok', 'healthy as installed');

CREATE FUNCTION pg_temp.drift() RETURNS text LANGUAGE sql
RETURN (SELECT string_agg(concat_ws(' ', v.kind, v.identity, v.problem), ', ' ORDER BY v.kind, v.identity) FROM agora.verify() AS v);

CREATE FUNCTION pg_temp.drift_of(p_change text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE v_drift text;
BEGIN
    BEGIN
        EXECUTE p_change;
        v_drift := pg_temp.drift();
        RAISE SQLSTATE 'UNDO1';
    EXCEPTION WHEN SQLSTATE 'UNDO1' THEN
        RETURN v_drift;
    END;
END $$;

SELECT is(pg_temp.drift_of($$CREATE OR REPLACE FUNCTION agora.version() RETURNS text LANGUAGE sql STABLE SECURITY DEFINER AS 'SELECT ''9'''$$),
          'function agora.version() changed', 'a function');
SELECT is(pg_temp.drift_of($$GRANT EXECUTE ON FUNCTION agora.version() TO PUBLIC$$), 'function agora.version() changed', 'a privilege');
SELECT is(pg_temp.drift_of($$ALTER FUNCTION agora.version() OWNER TO postgres$$), 'function agora.version() changed', 'an owner');
SELECT is(pg_temp.drift_of($$COMMENT ON FUNCTION agora.version() IS 'x'$$), 'function agora.version() changed', 'a comment');
SELECT is(pg_temp.drift_of($$ALTER TABLE agora.lease ALTER COLUMN epoch SET DEFAULT 7$$), 'column agora.lease.epoch changed', 'a default');
SELECT is(pg_temp.drift_of($$COMMENT ON COLUMN agora.lease.epoch IS 'x'$$), 'column agora.lease.epoch changed', 'a comment of a column');
SELECT is(pg_temp.drift_of($$GRANT SELECT ON agora.lease TO agora_reader$$), 'table agora.lease changed', 'a privilege on a table');
SELECT is(pg_temp.drift_of($$GRANT SELECT (epoch) ON agora.lease TO agora_reader$$), 'column agora.lease.epoch changed', 'a privilege on a column');
SELECT is(pg_temp.drift_of($$ALTER TABLE agora.lease DROP CONSTRAINT lease_epoch_ck$$), 'constraint agora.lease.lease_epoch_ck missing', 'a constraint');
SELECT is(pg_temp.drift_of($$DROP INDEX agora.lease_holder_id_ix$$), 'index agora.lease_holder_id_ix missing', 'an index');
SELECT is(pg_temp.drift_of($$DROP TRIGGER setting_history_refuse_change ON agora.setting_history$$), 'trigger agora.setting_history.setting_history_refuse_change missing', 'a trigger');
SELECT is(pg_temp.drift_of($$ALTER TABLE agora.setting_history DISABLE TRIGGER setting_history_refuse_change$$), 'trigger agora.setting_history.setting_history_refuse_change changed', 'a trigger switched off');
SELECT is(pg_temp.drift_of($$CREATE OR REPLACE VIEW agora.known_error AS SELECT e.sqlstate, e.name, e.meaning, e.is_retryable FROM agora.error_code AS e WHERE e.is_retryable$$),
          'view agora.known_error changed', 'a view');
SELECT is(pg_temp.drift_of($$ALTER VIEW agora.known_error RESET (security_barrier)$$), 'view agora.known_error changed', 'an option of a view');
SELECT is(pg_temp.drift_of($$ALTER DOMAIN agora.score DROP CONSTRAINT score_range_ck$$), 'constraint agora.score.score_range_ck missing', 'a domain''s rule');
SELECT is(pg_temp.drift_of($$GRANT CREATE ON SCHEMA agora TO agora_service$$), 'schema agora changed', 'a privilege on a schema');
SELECT is(pg_temp.drift_of($$CREATE TABLE agora.extra (id bigint)$$), 'column agora.extra.id unexpected, table agora.extra unexpected', 'a table too many');
SELECT is(pg_temp.drift_of($$CREATE SEQUENCE agora.extra$$), 'sequence agora.extra unexpected', 'a sequence too many');
SELECT is(pg_temp.drift_of($$DROP FUNCTION agora.version()$$), 'function agora.version() missing', 'a function less');
SELECT is(pg_temp.drift(), NULL, 'and nothing once it is undone');
SELECT is(pg_temp.drift_of($$SELECT set_config('search_path', 'agora, public', true)$$), NULL, 'whatever the search_path');

-- A probe that finds something.
CREATE FUNCTION agora._test_violations() RETURNS SETOF text LANGUAGE sql AS $$VALUES ('one is wrong'), ('two is wrong')$$;
GRANT EXECUTE ON FUNCTION agora._test_violations() TO agora_owner;
INSERT INTO agora.probe VALUES ('core.test', 'invariant', 'agora._test_violations', 'A test.');
SELECT results_eq('SELECT * FROM agora.check_invariants()', $$VALUES ('core.test', 'one is wrong'), ('core.test', 'two is wrong')$$, 'a violation is a row, under its probe');
UPDATE agora.release SET version = '0.0.9' WHERE domain = 'event';
SELECT results_eq($$SELECT h.ok, h.hint FROM agora.health() AS h WHERE h.component = 'release'$$, $$VALUES (false, 'Run: agora db upgrade')$$, 'domains of two versions');

SELECT agora_test.add_login('service', 'agora_service');
SELECT agora_test.become('service');
SELECT isnt_empty('SELECT * FROM agora.check_invariants()', 'a service may ask');
RESET SESSION AUTHORIZATION;
SELECT agora_test.add_login('reader', 'agora_reader');
SELECT agora_test.become('reader');
SELECT is((SELECT v.identity FROM agora.verify() AS v), 'agora._test_violations()', 'a reader may ask and sees the same');
SELECT isnt_empty('SELECT * FROM agora.health()', 'and how it is');
SELECT throws_ok('SELECT * FROM agora.check_invariants()', '42501', NULL, 'but not what is violated');
RESET SESSION AUTHORIZATION;

SELECT * FROM finish();
ROLLBACK;
