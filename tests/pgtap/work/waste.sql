-- What was in vain, reckoned by hand: lost claims of which nobody said the cost, and a clock that was set back.
BEGIN;
SELECT plan(6);
SELECT agora_test.at('2026-01-05 00:00+00');
SELECT agora_test.restarted_at('2025-12-01');
SELECT agora.register_principal('ada');
SELECT agora_work.register_agent(agora_test.id('ada'));
CREATE FUNCTION pg_temp.claim(p_code text) RETURNS bigint LANGUAGE sql
RETURN (SELECT c.epoch FROM agora_work.claim_task(agora_test.id('ada'), (SELECT b.task_id FROM agora_work.board AS b WHERE b.code = p_code)) AS c);
CREATE FUNCTION pg_temp.complete(p_code text, p_cost numeric) RETURNS void LANGUAGE sql
BEGIN ATOMIC SELECT agora_work.complete_task(b.task_id, b.epoch, p_cost_usd => p_cost, p_actor => agora_test.id('ada')) FROM agora_work.board AS b WHERE b.code = p_code; END;
CREATE FUNCTION pg_temp.waste() RETURNS text LANGUAGE sql
RETURN (SELECT concat_ws(' ', w.tasks, w.claims, w.wasted_claims, w.cost_usd, w.wasted_usd, w.by_cost, w.by_time) FROM agora_work.waste AS w);
CREATE FUNCTION pg_temp.score() RETURNS text LANGUAGE sql
RETURN (SELECT concat_ws(' ', s.value, s.is_met) FROM agora_work.scorecard AS s WHERE s.metric = 'waste');
SELECT agora_work.add_tasks('[{"title": "t", "code": "a", "estimate": 10}, {"title": "t", "code": "b", "estimate": 10}, {"title": "t", "code": "c", "estimate": 10}]');

-- Lost after 45 seconds, then done in 5 for a dollar: 9 dollars of 10 were in vain.
SELECT pg_temp.claim('a');
SELECT agora_test.advance('1 minute');
SELECT agora_work._release_expired(100);
SELECT pg_temp.claim('a');
SELECT agora_test.advance('5 seconds');
SELECT pg_temp.complete('a', 1);
SELECT is(pg_temp.waste(), '1 2 1 1 0.9000 0.9000', 'what was lost cost as much a second as what was done');
SELECT is(pg_temp.score(), '0.9000 f', 'and is seen');

-- Ten seconds more of which nobody said the cost were not in vain: 9 of 12.
SELECT pg_temp.claim('b');
SELECT agora_test.advance('10 seconds');
SELECT pg_temp.complete('b', NULL);
SELECT is(pg_temp.waste(), '2 3 1 1 0.7500 0.7500', 'nor are others for nothing');

-- Claimed an hour later than it was completed.
SELECT pg_temp.claim('c');
SELECT agora_test.advance('-1 hour');
SELECT pg_temp.complete('c', NULL);
SELECT is(pg_temp.waste(), '3 4 1 1 0.7500 0.7500', 'where the clock was set back, a claim took no time, not less');
SELECT is((SELECT s.value FROM agora_work.scorecard AS s WHERE s.metric = 'timeline_variance'), 0.5000, '15 seconds of the 30 that were estimated');
SELECT is((SELECT count(*) FROM agora_work.scorecard AS s WHERE s.value < 0), 0::bigint, 'nothing is less than nothing');

SELECT * FROM finish();
ROLLBACK;
