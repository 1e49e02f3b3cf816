-- token_flow(), holder_flow(), issuance and daily_supply: minting, payments and burning are three things, whoever has
-- how many accounts; the same before and after the roll-up.
BEGIN;
SELECT plan(23);
SELECT agora_test.add_login('ada', 'agora_service', true);
SELECT agora_test.add_login('ben', 'agora_reader', true);
CREATE TEMP TABLE w AS SELECT 'ada' AS name, agora_ledger.wallet_of(agora_test.id('ada')) AS account UNION ALL SELECT 'ben', agora_ledger.wallet_of(agora_test.id('ben'));
CREATE FUNCTION pg_temp.wallet(p_name text) RETURNS bigint LANGUAGE sql RETURN (SELECT w.account FROM w WHERE w.name = p_name);
CREATE FUNCTION pg_temp.flow(p_day date) RETURNS SETOF text LANGUAGE sql
BEGIN ATOMIC
    SELECT format('%s/%s n=%s minted=%s burned=%s transferred=%s earned=%s spent=%s exchanged=%s', f.kind, f.reason, f.transactions, f.minted, f.burned,
                  f.transferred, f.earned, f.spent, f.exchanged)
      FROM agora_ledger.token_flow(p_day) AS f WHERE f.day = p_day ORDER BY f.kind, f.reason;
END;

SELECT is_empty('SELECT * FROM agora_ledger.token_flow()', 'nothing moved yet');
SELECT agora_test.at('2026-03-01 23:59:59.999999+00');
SELECT agora_ledger.mint(pg_temp.wallet('ada'), 100, 'starter', p_key => '1'), agora_ledger.mint(pg_temp.wallet('ben'), 50, 'starter', p_key => '2'),
       agora_ledger.mint(3, 30, 'fund', p_key => '3');
SELECT agora_test.advance('1 microsecond');
SELECT agora_ledger.transfer(pg_temp.wallet('ada'), pg_temp.wallet('ben'), 20, 'one thing', p_key => '4', p_actor => agora_test.id('ada')),
       agora_ledger.transfer(pg_temp.wallet('ada'), pg_temp.wallet('ben'), 5, 'another', p_key => '5', p_actor => agora_test.id('ada'));
SELECT agora_ledger.transfer(pg_temp.wallet('ben'), 3, 7, 'a model call', p_key => '6', p_actor => agora_test.id('ben'));
SELECT agora_ledger.transfer(3, pg_temp.wallet('ada'), 2, 'a refund', p_key => '7');
SELECT agora_ledger.burn(pg_temp.wallet('ben'), 8, 'decay', p_key => '8'), agora_ledger.burn(3, 1, 'tidy', p_key => '9');
CREATE TEMP TABLE undone AS SELECT agora_ledger.mint(pg_temp.wallet('ada'), 10, 'by mistake', p_key => '10') AS id;
SELECT agora_ledger.reverse(u.id, 'wrong', p_key => '11') FROM undone AS u;
SELECT s.error_code FROM agora_ledger._post_set('trade', '{all at once}', ARRAY['{}'::jsonb], '{12}', NULL, 1, '{1,1,1,1}', ARRAY[1, pg_temp.wallet('ada'), pg_temp.wallet('ben'), 2],
                                                '{-10000000,-4000000,11000000,3000000}') AS s;
-- Another account of Ada's: what moves between them is nobody's movement.
INSERT INTO agora_ledger.account (principal_id, kind, name, created_at) VALUES (agora_test.id('ada'), 'stake', 'stake', agora.now());
INSERT INTO agora_ledger.account_balance (account_id, principal_id) SELECT a.account_id, a.principal_id FROM agora_ledger.account AS a WHERE a.kind = 'stake';
SELECT agora_ledger.transfer(pg_temp.wallet('ada'), a.account_id, 40, 'stake', p_key => '13', p_actor => agora_test.id('ada')) FROM agora_ledger.account AS a WHERE a.kind = 'stake';

CREATE TEMP TABLE wanted (phase integer, line text);
INSERT INTO wanted VALUES
    (1, 'mint/fund n=1 minted=30 burned=0 transferred=0 earned=0 spent=0 exchanged=0'),
    (1, 'mint/starter n=2 minted=150 burned=0 transferred=0 earned=150 spent=0 exchanged=0'),
    (2, 'burn/decay n=1 minted=0 burned=8 transferred=0 earned=0 spent=8 exchanged=0'),
    (2, 'burn/tidy n=1 minted=0 burned=1 transferred=0 earned=0 spent=0 exchanged=0'),
    (2, 'mint/by mistake n=1 minted=10 burned=0 transferred=0 earned=10 spent=0 exchanged=0'),
    (2, 'reversal/wrong n=1 minted=-10 burned=0 transferred=0 earned=0 spent=10 exchanged=0'),
    (2, 'trade/all at once n=1 minted=10 burned=3 transferred=1 earned=11 spent=4 exchanged=4'),
    (2, 'transfer/ n=5 minted=0 burned=0 transferred=34 earned=27 spent=32 exchanged=25');
PREPARE first_day AS SELECT * FROM pg_temp.flow('2026-03-01');
PREPARE second_day AS SELECT * FROM pg_temp.flow('2026-03-02');
SELECT results_eq('first_day', 'SELECT w.line FROM wanted AS w WHERE w.phase = 1 ORDER BY w.line', 'the last microsecond belongs to the day; issuance by reason');
SELECT results_eq('second_day', 'SELECT w.line FROM wanted AS w WHERE w.phase = 2 ORDER BY w.line', 'minted, transferred and burned apart; a payment''s reason is not kept');
SELECT results_eq('SELECT i.day, i.reason, i.transactions, i.minted FROM agora_ledger.issuance AS i ORDER BY i.day, i.reason',
                  $$VALUES ('2026-03-01'::date, 'fund', 1::bigint, 30::numeric), ('2026-03-01', 'starter', 2, 150), ('2026-03-02', 'all at once', 1, 10),
                           ('2026-03-02', 'by mistake', 1, 10), ('2026-03-02', 'wrong', 1, -10)$$, 'issuance is what was minted, and nothing that was paid');
PREPARE supply AS SELECT s.day, s.transactions, s.minted, s.burned, s.transferred, s.supply, s.circulating FROM agora_ledger.daily_supply AS s ORDER BY s.day;
CREATE TEMP TABLE wanted_supply AS
SELECT * FROM (VALUES ('2026-03-01'::date, 3::bigint, 180::numeric, 0::numeric, 0::numeric, 180::numeric, 150::numeric),
                      ('2026-03-02', 10, 10, 12, 35, 178, 144)) AS v(day, transactions, minted, burned, transferred, supply, circulating);
SELECT results_eq('supply', 'TABLE wanted_supply', 'the supply at the end of each day');
SELECT results_eq('SELECT s.supply, s.circulating FROM agora_ledger.supply AS s', 'SELECT w.supply, w.circulating FROM wanted_supply AS w WHERE w.day = ''2026-03-02''', 'which is what there is now');
PREPARE holders AS SELECT p.name, h.day, h.kind, coalesce(h.reason, ''), h.transactions, h.earned, h.spent FROM agora_ledger.holder_flow('2026-03-02') AS h
  JOIN agora.principal AS p ON p.principal_id = h.principal_id ORDER BY p.name, h.kind, h.reason;
CREATE TEMP TABLE wanted_holders AS
SELECT * FROM (VALUES ('ada', '2026-03-02'::date, 'mint', 'by mistake', 1::bigint, 10::numeric, 0::numeric), ('ada', '2026-03-02', 'reversal', 'wrong', 1, 0, 10),
                      ('ada', '2026-03-02', 'trade', 'all at once', 1, 0, 4), ('ada', '2026-03-02', 'transfer', '', 3, 2, 25),
                      ('ben', '2026-03-02', 'burn', 'decay', 1, 0, 8), ('ben', '2026-03-02', 'trade', 'all at once', 1, 11, 0),
                      ('ben', '2026-03-02', 'transfer', '', 3, 25, 7)) AS v;
SELECT results_eq('holders', 'TABLE wanted_holders', 'each holder''s part; moving to one''s own stake is none');
SELECT is_empty('SELECT * FROM agora_ledger.token_flow(''2026-03-03'')', 'since a later day: nothing');
SELECT is((SELECT count(*) FROM agora_ledger.token_flow(NULL)), 8::bigint, 'since NULL: all');

-- The roll-up changes nothing that can be seen.
SELECT is(agora_ledger._fold_flows(1000), 0::bigint, 'nothing is decided yet, so nothing is folded');
INSERT INTO agora_ledger.horizon (transaction_id, next_transaction_id) SELECT max(t.transaction_id) - 3, max(t.transaction_id) FROM agora_ledger.transaction AS t;
SELECT cmp_ok(agora_ledger._fold_flows(1000), '>=', 10::bigint, 'what is decided is');
SELECT is((SELECT sum(d.transactions) FROM agora_ledger.daily_flow AS d), 10::numeric, 'and only that');
SELECT results_eq('second_day', 'SELECT w.line FROM wanted AS w WHERE w.phase = 2 ORDER BY w.line', 'half folded: the same');
SELECT results_eq('holders', 'TABLE wanted_holders', 'for holders, too');
UPDATE agora_ledger.horizon SET transaction_id = next_transaction_id;
SELECT is(agora_ledger._fold_flows(1000), 3::bigint, 'the rest');
SELECT is(agora_ledger._fold_flows(1000), 0::bigint, 'once');
SELECT results_eq('first_day', 'SELECT w.line FROM wanted AS w WHERE w.phase = 1 ORDER BY w.line', 'all folded: the same');
SELECT results_eq('second_day', 'SELECT w.line FROM wanted AS w WHERE w.phase = 2 ORDER BY w.line', 'on both days');
SELECT results_eq('holders', 'TABLE wanted_holders', 'and for holders');
SELECT results_eq('supply', 'TABLE wanted_supply', 'and of the supply');
SELECT is_empty('SELECT * FROM agora.check_invariants()', 'all invariants hold');

-- Who sees what.
SELECT agora_test.become('ben');
SELECT results_eq('SELECT DISTINCT h.principal_id FROM agora_ledger.holder_flow() AS h', 'SELECT agora_test.id(''ben'')', 'a bound login sees its own movements');
SELECT results_eq('SELECT i.day, i.reason, sum(i.minted) FROM agora_ledger.issuance AS i GROUP BY i.day, i.reason ORDER BY i.day',
                  'VALUES (''2026-03-01''::date, NULL::text, 180::numeric), (''2026-03-02'', NULL, 10)', 'and sums of all, without the words');
RESET SESSION AUTHORIZATION;

SELECT * FROM finish();
ROLLBACK;
