-- A dead agent in virtual time: found within a minute, its work resumed within five, though only tick() runs.
BEGIN;
SELECT plan(5);
SELECT agora_test.at('2026-01-01');
SELECT agora_test.restarted_at('2025-12-01');
SELECT agora.register_principal(n.name) FROM unnest(ARRAY['ada', 'ben']) AS n(name);
SELECT agora_work.register_agent(agora_test.id(n.name)) FROM unnest(ARRAY['ada', 'ben']) AS n(name);
SELECT agora_work.add_task('long', '{"code": "long", "ttl": "24 hours"}');
SELECT is((SELECT c.code FROM agora_work.claim_next(agora_test.id('ada')) AS c), 'long', 'claimed, with a day to go');

-- Heartbeats every 15 s until the 60th second, then none; tick() every 5 s.
CREATE TEMP TABLE seen AS SELECT 0 AS second, 0::bigint AS told WHERE false;
CREATE FUNCTION pg_temp.live(p_second integer) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM agora_test.at('2026-01-01'::timestamptz + make_interval(secs => p_second));
    IF p_second % 15 = 0 AND p_second <= 60 THEN
        PERFORM FROM agora_work.heartbeat(ARRAY(SELECT b.task_id FROM agora_work.board AS b), '{1}', agora_test.id('ada'));
    END IF;
    PERFORM agora.tick();
    INSERT INTO seen SELECT p_second, count(*) FROM agora_event.event AS e WHERE e.topic = 'work.task.returned.v1';
END $$;
SELECT pg_temp.live(s.second) FROM generate_series(5, 300, 5) AS s(second);
SELECT is((SELECT min(s.second) FROM seen AS s WHERE s.told = 1), 105, 'told 45 s after the last heartbeat');
SELECT is((SELECT max(s.told) FROM seen AS s), 1::bigint, 'once');
SELECT is((SELECT c.code || ' ' || c.epoch FROM agora_work.claim_next(agora_test.id('ben')) AS c), 'long 2', 'and somebody else goes on');
SELECT results_eq($$SELECT s.metric, s.value < extract(epoch FROM w.most), s.is_met FROM agora_work.scorecard AS s JOIN (VALUES ('detection', interval '1 minute'), ('recovery', '5 minutes')) AS w(metric, most) USING (metric) ORDER BY s.metric$$,
                  $$VALUES ('detection', true, true), ('recovery', true, true)$$, 'detected within a minute, resumed within five, and the scorecard says so');
SELECT * FROM finish();
ROLLBACK;
