-- Grants and fixed rewards: starter, daily, votes, uptime; each once per occasion.
BEGIN;
SELECT plan(45);
SELECT agora_test.at('2026-01-01 22:00+00');
SELECT agora_test.add_login('alice', 'agora_service', true);
SELECT agora_test.add_login('reader', 'agora_reader');
SELECT agora_test.add_login('chief', 'agora_operator');
SELECT agora.register_principal('bob');
CREATE FUNCTION pg_temp.balance(p_name text) RETURNS numeric LANGUAGE sql
    RETURN agora_ledger.balance(agora_ledger.wallet_of(agora_test.id(p_name)));

-- The flow of the specification: 1000 on joining, 50 a day, once a day.
SELECT agora_test.become('alice');
CREATE TEMP TABLE claimed AS SELECT agora_reward.claim_starter() AS starter, agora_reward.claim_daily('today') AS daily;
SELECT is(agora_reward.claim_starter(), c.starter, 'a second starter is the first') FROM claimed AS c;
SELECT is(agora_reward.claim_daily(), c.daily, 'a second day''s claim, too') FROM claimed AS c;
SELECT is(agora_reward.claim_daily('today'), c.daily, 'with its key or without') FROM claimed AS c;
SELECT is(b.balance, 1050::numeric, 'join, first day: + 1000 + 50') FROM agora_ledger.account_balance_view AS b;
SELECT results_eq('SELECT e.kind, e.subject_kind, e.subject_id = e.principal_id, e.occasion, e.amount::numeric, e.factors, e.helped_id FROM agora_reward.earned_reward AS e ORDER BY e.reward_calculation_id',
                  $$VALUES ('starter', 'principal', true, '', 1000::numeric, '{}'::jsonb, NULL::bigint), ('daily', 'principal', true, '2026-01-01', 50, '{}', NULL)$$, 'on record');
RESET SESSION AUTHORIZATION;
SELECT agora_test.at('2026-01-02 00:00+00');
SELECT agora_test.become('alice');
SELECT is(agora_reward.claim_daily('today'), c.daily, 'a call that is repeated after midnight is still the first one') FROM claimed AS c;
SELECT is(b.balance, 1050::numeric, 'and pays nothing') FROM agora_ledger.account_balance_view AS b;
SELECT isnt(agora_reward.claim_daily('tomorrow'), c.daily, 'another call is the next day''s') FROM claimed AS c;
SELECT is(b.balance, 1100::numeric, 'a day later: + 50') FROM agora_ledger.account_balance_view AS b;
RESET SESSION AUTHORIZATION;
SELECT results_eq('SELECT t.kind, t.reason FROM agora_ledger.transaction AS t ORDER BY t.transaction_id', $$VALUES ('mint', 'starter_grant'), ('mint', 'daily_grant'), ('mint', 'daily_grant')$$, 'minted, with their reasons');
SELECT is((SELECT count(*) FROM agora_event.event AS v WHERE v.topic = 'reward.token.issued.v1'), 3::bigint, 'and told');

-- Votes.
SELECT agora_test.become('chief');
CREATE TEMP TABLE voted AS SELECT agora_reward.pay_vote(7, agora_test.id('bob'), 'v', 2) AS id;
SELECT is(agora_reward.pay_vote(7, agora_test.id('bob'), 'v', 2), v.id, 'the same call again') FROM voted AS v;
SELECT is(agora_reward.pay_vote(7, agora_test.id('bob'), NULL, 2), v.id, 'the same vote without a key') FROM voted AS v;
SELECT agora_test.raises($$SELECT agora_reward.pay_vote(8, agora_test.id('bob'), 'v', 2)$$, 'ZA003', 'the key of another vote');
SELECT isnt(agora_reward.pay_vote(8, agora_test.id('bob'), NULL, 2), v.id, 'another quorum') FROM voted AS v;
RESET SESSION AUTHORIZATION;
SELECT is(pg_temp.balance('bob'), 20::numeric, 'two votes: + 20');
SELECT results_eq($$SELECT e.kind, e.subject_kind, e.subject_id, e.occasion = e.principal_id::text FROM agora_reward.earned_reward AS e WHERE e.kind = 'vote' ORDER BY e.subject_id$$, $$VALUES ('vote', 'quorum', 7::bigint, true), ('vote', 'quorum', 8, true)$$, 'for their quorums');

-- Uptime.
SELECT agora_test.become('chief');
CREATE TEMP TABLE was_up AS SELECT agora_reward.pay_uptime(agora_test.id('bob'), '2026-01-01', p_actor => 2) AS id;
SELECT is(agora_reward.pay_uptime(agora_test.id('bob'), '2026-01-01', p_key => 'u', p_actor => 2), u.id, 'a day is paid once') FROM was_up AS u;
SELECT isnt(agora_reward.pay_uptime(agora_test.id('bob'), '2026-01-01', true, p_actor => 2), u.id, 'as tracker once more') FROM was_up AS u;
RESET SESSION AUTHORIZATION;
SELECT is(pg_temp.balance('bob'), 80::numeric, '+ 10 + 50');

-- What is refused, changes nothing.
SELECT agora_test.raises(w.call, w.code, w.why)
  FROM (VALUES ('SELECT agora_reward.pay_vote(NULL, agora_test.id(''bob''), p_actor => 2)', '22023', 'no quorum'),
               ('SELECT agora_reward.pay_vote(0, agora_test.id(''bob''), p_actor => 2)', '22023', 'quorum 0'),
               ('SELECT agora_reward.pay_vote(1, NULL, p_actor => 2)', 'ZA001', 'no voter'),
               ('SELECT agora_reward.pay_vote(1, -1, p_actor => 2)', 'ZA001', 'an unknown voter'),
               ('SELECT agora_reward.pay_vote(1, 1, p_actor => 2)', 'ZR003', 'the system'),
               ('SELECT agora_reward.pay_vote(1, agora_test.id(''bob''), p_actor => -1)', 'ZA001', 'an unknown actor'),
               ('SELECT agora_reward.pay_uptime(agora_test.id(''bob''), NULL, p_actor => 2)', '22023', 'no day'),
               ('SELECT agora_reward.pay_uptime(agora_test.id(''bob''), ''2026-01-02'', p_actor => 2)', '22023', 'a day that is not over'),
               ('SELECT agora_reward.pay_uptime(agora_test.id(''bob''), ''infinity'', p_actor => 2)', '22023', 'the end of time'),
               ('SELECT agora_reward.pay_uptime(agora_test.id(''bob''), ''-infinity'', p_actor => 2)', '22023', 'its beginning'),
               ('SELECT agora_reward.pay_uptime(agora_test.id(''bob''), ''2026-01-01'', NULL, p_actor => 2)', '22023', 'neither node nor tracker'),
               ('SELECT agora_reward.pay_uptime(NULL, ''2026-01-01'', p_actor => 2)', 'ZA001', 'nobody'),
               ('SELECT agora_reward.claim_daily(p_actor => NULL)', 'ZA001', 'nobody claims'),
               ('SELECT agora_reward.claim_daily('''', agora_test.id(''bob''))', '22023', 'an empty key'),
               ('SELECT agora_reward.claim_starter(p_actor => 1)', 'ZR003', 'the system claims')) AS w(call, code, why);
SELECT agora.set_flag('token_rewards', false, agora_test.id('bob'));
SELECT agora_test.raises('SELECT agora_reward.claim_daily(p_actor => agora_test.id(''bob''))', 'ZR003', 'without token_rewards');
SELECT agora.set_flag('token_rewards', true, agora_test.id('bob'));
SELECT agora.suspend_principal(agora_test.id('bob'), 'a test');
SELECT agora_test.raises('SELECT agora_reward.claim_daily(p_actor => agora_test.id(''bob''))', 'ZA002', 'suspended');
SELECT agora_test.raises('SELECT agora_reward.pay_vote(9, agora_test.id(''bob''), p_actor => 2)', 'ZA002', 'nor is a suspended voter paid');
SELECT agora.resume_principal(agora_test.id('bob'));
SELECT agora_ledger.mint(agora_ledger.wallet_of(agora_test.id('bob')), 999999999900, 'all there is', p_key => 'all', p_actor => 2);
SELECT agora_test.raises('SELECT agora_reward.claim_daily(p_actor => agora_test.id(''bob''))', 'ZL004', 'a full wallet');
SELECT is_empty('SELECT * FROM agora_reward.withheld_reward', 'who asks is told, nothing is withheld');
SELECT agora_test.become('alice');
SELECT throws_ok('SELECT agora_reward.pay_vote(1, agora_test.id(''alice''))', '42501', NULL, 'a service pays no votes');
SELECT throws_ok('SELECT agora_reward.pay_uptime(agora_test.id(''alice''), ''2026-01-01'')', '42501', NULL, 'nor uptime');
SELECT agora_test.raises('SELECT agora_reward.claim_daily(p_actor => agora_test.id(''bob''))', '42501', 'nor claims for others');
RESET SESSION AUTHORIZATION;
SELECT is_empty('SELECT * FROM agora.check_invariants()', 'the invariants hold');
SELECT is(pg_temp.balance('bob'), 999999999980::numeric, 'and nothing was moved');

SELECT * FROM finish();
ROLLBACK;
