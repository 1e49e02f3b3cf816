-- A breaker that is half open lets one probe through: one task, however many are asked for.
BEGIN;
SELECT plan(4);
SELECT agora.register_principal('ada');
SELECT agora_test.at('2026-01-01 00:00+00');
SELECT agora_work.register_agent(agora_test.id('ada'), p_max_tasks => 5);
SELECT agora_work.add_task('task ' || n) FROM generate_series(1, 8) AS n;
SELECT agora.trip_breaker(agora_work.agent_breaker(agora_test.id('ada')), 'transient', 'a test');
SELECT agora_test.raises($$SELECT agora_work.claim_next(agora_test.id('ada'), 4)$$, 'ZW061', 'halted');
SELECT agora_test.advance('60 seconds');
SELECT is((SELECT count(*) FROM agora_work.claim_next(agora_test.id('ada'), 4)), 1::bigint, 'the probe is one task');
SELECT is((SELECT b.status FROM agora.breaker AS b), 'half_open', 'half open');
SELECT agora_test.raises($$SELECT agora_work.claim_next(agora_test.id('ada'), 4)$$, 'ZW061', 'and no second');
SELECT * FROM finish();
ROLLBACK;
