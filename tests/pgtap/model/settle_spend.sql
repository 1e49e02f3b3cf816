-- What a call cost is counted, whatever was authorised; once; in the period of the authorisation; and paid from the wallet's hold.
BEGIN;
SELECT plan(71);
SELECT agora_test.at('2026-06-01 12:00Z');
SELECT agora_test.add_login('alice', 'agora_service', true), agora_test.add_login('bob', 'agora_service', true);
SELECT agora_model.set_budget(10, p_slices => 4) AS day \gset
CREATE FUNCTION pg_temp.ask(p_usd numeric, p_key text, p_who text DEFAULT 'alice')
RETURNS agora_model.spend_authorization LANGUAGE sql
RETURN agora_model.authorize_spend(agora_test.id(p_who), NULL, p_usd, '15 minutes', NULL, p_key, agora_test.id(p_who));
CREATE FUNCTION pg_temp.settle(p_key text, p_usd numeric, p_who text DEFAULT 'alice')
RETURNS agora_model.spend_settlement LANGUAGE sql
RETURN agora_model.settle_spend((SELECT a.budget_authorization_id FROM agora_model.budget_authorization AS a WHERE a.idempotency_key = p_key), p_usd, agora_test.id(p_who));
CREATE FUNCTION pg_temp.release(p_key text) RETURNS numeric LANGUAGE sql
RETURN agora_model.release_spend((SELECT a.budget_authorization_id FROM agora_model.budget_authorization AS a WHERE a.idempotency_key = p_key), agora_test.id('alice'));
CREATE FUNCTION pg_temp.state(OUT spent numeric, OUT reserved numeric, OUT remaining numeric) LANGUAGE sql
BEGIN ATOMIC
    SELECT b.spent_usd::numeric, b.reserved_usd::numeric, b.remaining_usd::numeric FROM agora_model.budget_state AS b ORDER BY b.budget_id LIMIT 1;
END;

-- below, above, twice
SELECT is((pg_temp.ask(2, 'a')).decision, 'allow', 'authorised');
SELECT results_eq($$SELECT s.actual_usd::numeric, s.over_usd::numeric, s.returned_usd::numeric, s.is_late, s.uncovered::numeric FROM pg_temp.settle('a', 1.5) AS s$$, 'VALUES (1.5, 0::numeric, 0.5, false, NULL::numeric)', 'less than authorised');
SELECT results_eq('SELECT * FROM pg_temp.state()', 'VALUES (1.5, 0::numeric, 8.5)', 'is what counts');
SELECT agora_test.advance('1 minute');
SELECT is(pg_temp.settle('a', 1.50), pg_temp.settle('a', 1.5), 'said again, the same');
SELECT results_eq('SELECT * FROM pg_temp.state()', 'VALUES (1.5, 0::numeric, 8.5)', 'and counted once');
SELECT agora_test.raises('SELECT pg_temp.settle(''a'', 1.6)', 'ZP013', 'not another cost');
SELECT agora_test.raises('SELECT pg_temp.release(''a'')', 'ZP013', 'nor given back');
SELECT is((pg_temp.ask(2, 'b')).decision, 'allow', 'another call');
SELECT results_eq($$SELECT s.actual_usd::numeric, s.over_usd::numeric, s.returned_usd::numeric FROM pg_temp.settle('b', 12) AS s$$, 'VALUES (12::numeric, 10::numeric, 0::numeric)', 'more than authorised');
SELECT results_eq('SELECT * FROM pg_temp.state()', 'VALUES (13.5, 0::numeric, 0::numeric)', 'is the truth, even above the limit');
SELECT is((SELECT array_agg(c.percent ORDER BY c.percent) FROM agora_model.budget_crossing AS c), '{75,90,100}'::numeric[], 'and told');
SELECT is((pg_temp.ask(0.01, 'c')).decision, 'deny', 'the next is refused, in every slice');

-- the period of the authorisation; its time
SELECT agora_test.at('2026-06-02 23:59Z');
SELECT is((pg_temp.ask(4, 'd')).decision, 'allow', 'before midnight');
SELECT is((pg_temp.ask(4, 'e')).decision, 'warn', 'twice');
SELECT agora_test.at('2026-06-03 00:13Z');
SELECT is((pg_temp.settle('d', 3)).is_late, false, 'settled after it');
SELECT results_eq($$SELECT h.spent_usd::numeric, h.reserved_usd::numeric FROM agora_model.budget_history AS h WHERE h.period_start = '2026-06-02Z'$$, 'VALUES (3::numeric, 4::numeric)', 'counts on the day of the authorisation');
SELECT agora_test.at('2026-06-03 00:14Z');
SELECT is((pg_temp.settle('e', 5)).is_late, true, 'late, unswept');
SELECT results_eq($$SELECT h.spent_usd::numeric, h.reserved_usd::numeric FROM agora_model.budget_history AS h WHERE h.period_start = '2026-06-02Z'$$, 'VALUES (8::numeric, 0::numeric)', 'it counts all the same');
SELECT is((pg_temp.ask(4, 'f')).decision, 'allow', 'another');
SELECT agora_test.advance('15 minutes');
SELECT is(agora_model._sweep_authorizations(10), 1::bigint, 'swept');
SELECT is((pg_temp.settle('f', 3)).is_late, true, 'late, swept');
SELECT results_eq('SELECT * FROM pg_temp.state()', 'VALUES (3::numeric, 0::numeric, 7::numeric)', 'counts, and gives nothing back twice');
SELECT is((pg_temp.settle('f', 3)).returned_usd::numeric, 1::numeric, 'again, the same');

-- release
SELECT is((pg_temp.ask(4, 'g')).decision, 'allow', 'a call that is not made');
SELECT is(pg_temp.release('g'), 4::numeric, 'is given back');
SELECT is(pg_temp.release('g'), 4::numeric, 'once');
SELECT results_eq('SELECT * FROM pg_temp.state()', 'VALUES (3::numeric, 0::numeric, 7::numeric)', 'nothing is reserved');
SELECT agora_test.raises('SELECT pg_temp.settle(''g'', 4)', 'ZP013', 'and cannot be settled');
SELECT is((pg_temp.ask(4, 'h')).decision, 'allow', 'one that is forgotten');
SELECT agora_test.advance('15 minutes');
SELECT agora_model._sweep_authorizations(10);
SELECT is(pg_temp.release('h'), 4::numeric, 'was given back already');
SELECT results_eq('SELECT * FROM pg_temp.state()', 'VALUES (3::numeric, 0::numeric, 7::numeric)', 'and is not again');

-- who, and what
SELECT is((pg_temp.ask(1, 'i')).decision, 'allow', 'of alice');
SELECT agora_test.raises('SELECT pg_temp.settle(''i'', 1, ''bob'')', 'ZP012', 'another settles it not');
SELECT agora_test.raises('SELECT pg_temp.settle(''none'', 1)', 'ZP011', 'an unknown one');
SELECT agora_test.raises('SELECT pg_temp.settle(''i'', NULL)', '22023', 'no cost');
SELECT agora_test.raises('SELECT pg_temp.settle(''i'', -1)', '22023', 'a negative cost');
SELECT agora_test.become('alice');
SELECT agora_test.raises(format('SELECT agora_model.authorize_spend(%s, NULL, 1, p_key => ''x'')', agora_test.id('bob')), '42501', 'nobody spends what is others''');
SELECT is((SELECT count(*) FROM agora_model.recorded_authorization), 8::bigint, 'who is bound sees its own');
RESET SESSION AUTHORIZATION;

-- the wallet
SELECT agora.set_flag('token_spending', true);
SELECT is((pg_temp.ask(0.5, 'w1')).options -> -1 ->> 'option', 'wait_for_grant', 'no tokens, no call');
SELECT results_eq('SELECT * FROM pg_temp.state()', 'VALUES (3::numeric, 1::numeric, 6::numeric)', 'and nothing reserved');
SELECT agora_ledger.mint(agora_ledger.wallet_of(agora_test.id('alice')), 1000, 'a test', p_key => 'm');
SELECT isnt((pg_temp.ask(0.5, 'w1')).hold_id, NULL, 'the tokens are held');
SELECT is((pg_temp.settle('w1', 0.7)).uncovered::numeric, 200::numeric, 'more than was held is not taken');
SELECT is(agora_ledger.balance(agora_ledger.wallet_of(agora_test.id('alice')))::numeric, 500::numeric, 'what was held is paid');
SELECT isnt((pg_temp.ask(0.5, 'w2')).hold_id, NULL, 'another');
SELECT agora_test.advance('15 minutes');
SELECT is((pg_temp.settle('w2', 0.3)).uncovered::numeric, 300::numeric, 'a hold that is over pays nothing');
SELECT isnt((pg_temp.ask(0.5, 'w3')).hold_id, NULL, 'a third');
SELECT is(pg_temp.release('w3'), 0.5, 'is released');
SELECT is((SELECT count(*) FROM agora_ledger.recorded_hold AS h WHERE h.status = 'open'), 0::bigint, 'with its hold');
SELECT count(agora_ledger.release_hold(agora_ledger.place_hold(agora_ledger.wallet_of(agora_test.id('alice')), 1, 'a test', '1 hour', p_key => 'authorization ' || last.id + n, p_actor => agora_test.id('alice')),
                                       agora_test.id('alice'))) FROM (SELECT max(a.authorization_id) AS id FROM agora_model.recorded_authorization AS a) AS last, generate_series(1, 9) AS n;
SELECT count(agora_ledger.transfer(agora_ledger.wallet_of(agora_test.id('alice')), 3, 1, 'a test', p_key => 'spend ' || last.id + n, p_actor => agora_test.id('alice')))
  FROM (SELECT max(h.hold_id) AS id FROM agora_ledger.recorded_hold AS h) AS last, generate_series(1, 9) AS n;
SELECT isnt((pg_temp.ask(0.1, 'own keys')).hold_id, NULL, 'whatever keys the owner has used: a call is held');
SELECT is((pg_temp.settle('own keys', 0.1)).uncovered::numeric, 0::numeric, 'and paid');
SELECT agora_ledger.mint(agora_ledger.wallet_of(agora_test.id('alice')), 109, 'a test', p_key => 'as before');
SELECT (pg_temp.ask(0.2, 'w4')).hold_id AS w4, (pg_temp.ask(0.2, 'w5')).hold_id AS w5 \gset
SELECT agora_ledger.release_hold(:w4, agora_test.id('alice')), agora_ledger.release_hold(:w5, agora_test.id('alice'));
SELECT is(pg_temp.release('w4'), 0.2, 'also where its owner has released that already');
SELECT is((pg_temp.settle('w5', 0.2)).uncovered::numeric, 200::numeric, 'which then pays nothing');
SELECT (pg_temp.ask(0.1, 'w6')).hold_id IS NOT NULL AS w6 \gset
SELECT agora_test.advance('15 minutes');
SELECT is(pg_temp.release('w6'), 0.1, 'and where its time is over');
SELECT is_empty('SELECT * FROM agora.check_invariants()', 'the invariants hold');

-- what nobody counted any more counts again: the marks that it passes are told, in one budget and in two
SELECT agora.set_flag('token_spending', false);
CREATE FUNCTION pg_temp.marks() RETURNS numeric[] LANGUAGE sql
RETURN (SELECT array_agg(c.percent ORDER BY c.budget_id, c.percent) FROM agora_model.budget_crossing AS c WHERE c.period_start = date_trunc('day', agora.now(), 'UTC'));
SELECT agora_test.at('2026-06-05 12:00Z');
SELECT is((pg_temp.ask(7, 'late')).decision, 'allow', 'below the mark');
SELECT agora_test.advance('15 minutes');
SELECT isnt((pg_temp.ask(1, 'beside')).authorization_id, NULL, 'another beside it');
SELECT is(pg_temp.marks(), NULL, 'passes none, as the first is over');
SELECT is((pg_temp.settle('late', 7)).is_late, true, 'which was made all the same');
SELECT is(pg_temp.marks(), '{75}'::numeric[], 'and has passed it');
SELECT agora_model.set_budget(9, p_principal => agora_test.id('alice'));
SELECT agora_test.at('2026-06-06 12:00Z');
SELECT is((pg_temp.ask(6, 'late, twice')).decision, 'allow', 'in two budgets');
SELECT agora_test.advance('15 minutes');
SELECT isnt((pg_temp.ask(2, 'beside, twice')).authorization_id, NULL, 'another beside it');
SELECT is((pg_temp.settle('late, twice', 6)).is_late, true, 'late');
SELECT is(pg_temp.marks(), '{75,75}'::numeric[], 'in both');
SELECT is_empty('SELECT * FROM agora.check_invariants()', 'the invariants hold');

-- what holds between columns; how it is found
SELECT agora_model.end_budget(b.budget_id) FROM agora_model.budget_state AS b WHERE b.ended_at IS NULL;
SELECT agora_model.set_budget(1000000, p_slices => 4);
SELECT agora_test.raises(format('UPDATE agora_model.budget_authorization SET %s WHERE budget_authorization_id = %s', w.change, (pg_temp.ask(1, 'rule ' || w.change)).authorization_id), '23514', w.why)
  FROM (VALUES ('actual_usd = 1', 'an open one has no cost'), ('closed_at = agora.now()', 'and no end'), ('status = ''settled'', closed_at = agora.now()', 'one that is settled has a cost'),
               ('status = ''released''', 'one that is released has an end'), ('slices = slices || slices', 'each budget has one slice')) AS w(change, why);
SELECT (pg_temp.ask(1, 'many ' || n)).decision FROM generate_series(1, 100) AS n \g /dev/null
SELECT (pg_temp.settle('many ' || n, 0.5)).actual_usd FROM generate_series(1, 100) AS n \g /dev/null
ANALYZE agora_model.budget_authorization;
SELECT (pg_temp.ask(1, 'found')).authorization_id AS found \gset
SELECT pg_stat_get_xact_numscans('agora_model.budget_authorization_expires_at_ix'::regclass) AS by_time, pg_stat_get_xact_numscans('agora_model.budget_authorization_pk'::regclass) AS by_key \gset
SELECT is((agora_model.settle_spend(:found, 1, agora_test.id('alice'))).over_usd::numeric, 0::numeric, 'an authorisation among many');
SELECT results_eq($$SELECT pg_stat_get_xact_numscans('agora_model.budget_authorization_expires_at_ix'::regclass), pg_stat_get_xact_numscans('agora_model.budget_authorization_pk'::regclass)$$,
                  format('VALUES (%s::bigint, %s::bigint)', :by_time, :by_key + 1), 'is found by its key, not among those that are open');
SELECT * FROM finish();
ROLLBACK;
