-- transform_reward in SQL: the vectors of the specification under the shipped policy, and what it refuses.
BEGIN;
SELECT plan(29);
SELECT is(agora_reward.transform_reward(v.quality, v.novelty, v.complexity), v.reward, format('quality %s novelty %s complexity %s', v.quality, v.novelty, v.complexity))
  FROM (VALUES (.95, 1, 1, 390.000000), (.85, .72, .65, 154.155000), (.70, .5, .5, 129.375000), (.5, 0, 0, 25.000000), (.49, 1, 1, 0.000000),
               (.8999, 1, 1, 195.000000), (.9, 1, 1, 390.000000)) AS v(quality, novelty, complexity, reward);
SELECT is(agora_reward.transform_reward(1, 1, 1, agora_reward.policy('transform') || '{"cap": 389.9999994}'), 389.999999, 'the policy''s numbers are read exactly');
SELECT agora_test.raises(format('SELECT agora_reward.transform_reward(%s)', w.arguments), '22023', w.arguments)
  FROM (VALUES ('NULL, 1, 1'), ('1, NULL, 1'), ('1, 1, NULL'), ('''NaN'', 1, 1'), ('1, ''NaN'', 1'), ('1, 1, ''Infinity'''), ('-0.1, 1, 1'), ('1, 1.000001, 1'), ('1, 1, 1e100'),
               ('1, 1, 1, NULL'), ('1, 1, 1, ''null'''), ('1, 1, 1, ''{}'''), ('1, 1, 1, ''[]'''), ('1, 1, 1, ''"policy"'''), ('1, 1, 1, agora_reward.policy(''transform'') - ''cap'''),
               ('1, 1, 1, agora_reward.policy(''transform'') || ''{"cap": "NaN"}'''), ('1, 1, 1, agora_reward.policy(''transform'') || ''{"tiers": [["a", "b"]]}'''),
               ('1, 1, 1, agora_reward.policy(''transform'') || ''{"tiers": 5}''')) AS w(arguments);
SELECT throws_like('SELECT agora_reward.transform_reward(2, 1, 1)', 'reward input is not a share', 'the message is the formula''s own');
SELECT is(agora_reward.transform_reward(1, 1, 1), 390.000000, 'and the session goes on');
SELECT agora_test.add_login('reader', 'agora_reader');
SELECT agora_test.become('reader');
SELECT is(agora_reward.transform_reward(.9, 1, 1), 390.000000, 'a preview is for every reader');
RESET SESSION AUTHORIZATION;
SELECT * FROM finish();
ROLLBACK;
