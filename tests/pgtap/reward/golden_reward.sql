-- golden_reward, golden_reuse_bonus, pattern_reward and adoption_reward in SQL: the specification under the shipped policies, and what they refuse.
BEGIN;
SELECT plan(39);
SELECT is(agora_reward.golden_reward(v.quality), v.reward, format('golden %s', v.quality)) FROM (VALUES (.9, 200.0), (.95, 210), (1, 220), (.85, 200)) AS v(quality, reward);
SELECT is(agora_reward.golden_reuse_bonus(v.n, v.before, 200), v.bonus, format('reuse %s', v.n)) FROM (VALUES (1, 0, 50.0), (2, 50, 40), (3, 90, 30), (4, 120, 20), (22, 480, 20), (23, 500, 0)) AS v(n, before, bonus);
SELECT is(agora_reward.pattern_reward(v.quality, v.novelty, 1 - v.novelty, v.complexity, v.role), v.reward, format('pattern %s %s %s %s', v.quality, v.novelty, v.complexity, v.role))
  FROM (VALUES (.88, .92, .2, 'utility', 151.2), (1, 1, .8, 'orchestrator', 500), (1, 1, .8, 'effect', 468), (1, .15, 1, 'effect', 0)) AS v(quality, novelty, complexity, role, reward);
SELECT is(agora_reward.adoption_reward(3, 1, 0, true), 200.000000, 'adoption');
SELECT agora_test.raises('SELECT agora_reward.' || w.call, '22023', w.call)
  FROM (VALUES ('golden_reward(NULL)'), ('golden_reward(''NaN'')'), ('golden_reward(1.1)'), ('golden_reward(1, NULL)'), ('golden_reward(1, ''{}'')'), ('golden_reward(1, ''[]'')'),
               ('golden_reuse_bonus(0, 0, 0)'), ('golden_reuse_bonus(NULL, 0, 0)'), ('golden_reuse_bonus(1, -1, 0)'), ('golden_reuse_bonus(1, 0, ''Infinity'')'), ('golden_reuse_bonus(1, 0, 0, ''{"reuse": []}'')'),
               ('pattern_reward(2, 1, 0, 0, NULL)'), ('pattern_reward(1, NULL, 0, 0, NULL)'), ('pattern_reward(1, 1, ''NaN'', 0, NULL)'), ('pattern_reward(1, 1, 0, -1, NULL)'), ('pattern_reward(1, 1, 0, 0, NULL, ''{}'')'),
               ('adoption_reward(-1, 1, 0, true)'), ('adoption_reward(NULL, 1, 0, true)'), ('adoption_reward(1, 2, 0, true)'), ('adoption_reward(1, 1, NULL, true)'), ('adoption_reward(1, 1, 0, NULL)'), ('adoption_reward(1, 1, 0, true, ''"x"'')')) AS w(call);
SELECT agora_test.add_login('reader', 'agora_reader');
SELECT agora_test.become('reader');
SELECT is(agora_reward.golden_reward(.9) + agora_reward.golden_reuse_bonus(1, 0, 200), 250.000000, 'previews are for every reader');
RESET SESSION AUTHORIZATION;
SELECT is(agora_reward.golden_reward(.9), 200.000000, 'and the session goes on');
SELECT * FROM finish();
ROLLBACK;
