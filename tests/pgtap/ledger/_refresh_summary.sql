-- The balance summary: its sums are the facts as of its refresh, whoever sees it sees its own, and its age is told.
BEGIN;
SELECT plan(24);
SELECT agora_test.at('2026-01-01');
SELECT agora_test.add_login('ada', 'agora_reader', true), agora_test.add_login('sam', 'agora_service'), agora_test.add_login('olga', 'agora_operator');
SELECT agora.register_principal('ben'), agora.register_principal('cleo');
CREATE FUNCTION pg_temp.wallet(p_name text) RETURNS bigint LANGUAGE sql RETURN agora_ledger.wallet_of(agora_test.id(p_name));
CREATE FUNCTION pg_temp.pay(p_from text, p_to text, p_amount numeric, p_reason text, p_key text) RETURNS bigint LANGUAGE sql
RETURN agora_ledger.transfer(pg_temp.wallet(p_from), pg_temp.wallet(p_to), p_amount, p_reason, p_key => p_key, p_actor => agora_test.id(p_from));

SELECT is_empty('SELECT * FROM agora_ledger.balance_summary', 'none before the first refresh');
SELECT is((SELECT h.ok FROM agora_ledger._probe_summary() AS h), true, 'which is well while nothing has moved');
SELECT is(agora_ledger._refresh_summary(1000), 0::bigint, 'nothing to do');

SELECT pg_temp.wallet('cleo');
SELECT agora_ledger.mint(pg_temp.wallet('ada'), 1000, 'a start', p_key => 'm1');
SELECT agora_test.advance('1 hour');
SELECT pg_temp.pay('ada', 'ben', 10.5, 'wages', 'p1'), pg_temp.pay('ada', 'ben', 4.25, 'wages', 'p2'), pg_temp.pay('ben', 'ada', 0.000001, 'back', 'p3');
SELECT pg_temp.pay('ada', 'ben', 0.01 * n.number, 'small ' || lpad(n.number::text, 2, '0'), 's' || n.number) FROM generate_series(1, 25) AS n(number);
SELECT is((SELECT h.ok FROM agora_ledger._probe_summary() AS h), false, 'what moved half an hour ago should be in it');
SELECT is(agora_ledger._refresh_summary(1000), 1::bigint, 'the job makes it');
SELECT is((SELECT h.ok FROM agora_ledger._probe_summary() AS h), true, 'now it is');
SELECT is((SELECT DISTINCT s.refreshed_at FROM agora_ledger.balance_summary AS s), agora.now(), 'its age is told');

SELECT is_empty($$
    SELECT s.account_id, s.balance, s.earned, s.spent, s.movements, s.last_transaction FROM agora_ledger.balance_summary AS s
    EXCEPT
    SELECT v.account_id, max(v.balance), coalesce(sum(t.amount) FILTER (WHERE t.amount > 0), 0), coalesce(-sum(t.amount) FILTER (WHERE t.amount < 0), 0), count(t.account_id), max(t.transaction_id)
      FROM agora_ledger.account_balance_view AS v LEFT JOIN agora_ledger.statement AS t USING (account_id) WHERE v.principal_id IS NOT NULL GROUP BY v.account_id$$, 'its sums are those of the lines');
SELECT is((SELECT count(*) FROM agora_ledger.balance_summary), 3::bigint, 'every account of a principal is in it');
SELECT is_empty($$
    SELECT s.account_id FROM agora_ledger.balance_summary AS s CROSS JOIN LATERAL jsonb_to_recordset(s.by_reason) AS r(reason text, earned numeric, spent numeric, movements bigint)
     GROUP BY s.account_id, s.earned, s.spent, s.movements HAVING (sum(r.earned), sum(r.spent), sum(r.movements)) <> (s.earned, s.spent, s.movements)$$, 'and those by reason add up to them');
SELECT is((SELECT s.by_reason -> 0 FROM agora_ledger.balance_summary AS s WHERE s.principal_id = agora_test.id('ben')), '{"reason": "wages", "earned": 14.75, "spent": 0, "movements": 2}', 'the largest first');
SELECT is((SELECT s.by_reason -> -1 -> 'reason' FROM agora_ledger.balance_summary AS s WHERE s.principal_id = agora_test.id('ben')), 'null', 'the rest under null');
SELECT is((SELECT jsonb_array_length(s.by_reason) FROM agora_ledger.balance_summary AS s WHERE s.principal_id = agora_test.id('ben')), 21, 'behind twenty');
SELECT is((SELECT s.by_reason FROM agora_ledger.balance_summary AS s WHERE s.principal_id = agora_test.id('cleo')), '[]', 'no reason without a movement');
SELECT results_eq($$SELECT d.name, s.balance_rank, s.earned_rank FROM agora_ledger.balance_summary AS s JOIN agora.principal_directory AS d USING (principal_id) ORDER BY 2$$,
                  $$VALUES ('ada', 1::bigint, 1::bigint), ('ben', 2, 2), ('cleo', 3, 3)$$, 'ranks');

-- the exact balance is the live one
SELECT agora_test.advance('1 hour');
SELECT pg_temp.pay('ada', 'ben', 100, 'wages', 'p9');
SELECT is((SELECT s.balance FROM agora_ledger.balance_summary AS s WHERE s.principal_id = agora_test.id('ada')) - agora_ledger.balance(pg_temp.wallet('ada')), 100::numeric, 'it is as of its refresh; the balance is of now');
SELECT is((SELECT h.ok FROM agora_ledger._probe_summary() AS h), true, 'what moved just now may wait');
SELECT agora_test.advance('31 minutes');
SELECT is((SELECT h.ok FROM agora_ledger._probe_summary() AS h), false, 'not for long');
DO $$ BEGIN EXECUTE format('REVOKE TEMPORARY ON DATABASE %I FROM PUBLIC', current_database()); END $$;
SELECT ok(agora.tick() > 0, 'tick() runs the job, where temporary tables are not allowed as well');
SELECT is((SELECT s.balance FROM agora_ledger.balance_summary AS s WHERE s.principal_id = agora_test.id('ada')), agora_ledger.balance(pg_temp.wallet('ada')), 'up to date');

-- who sees what
SELECT agora_test.become('ada');
SELECT results_eq('SELECT s.principal_id FROM agora_ledger.balance_summary AS s', $$SELECT agora_test.id('ada')$$, 'a bound login sees its own');
SELECT throws_ok('SELECT * FROM agora_ledger.mv_balance_summary', '42501', NULL, 'and nothing past the view');
RESET SESSION AUTHORIZATION;
SELECT agora_test.become('olga');
SELECT is((SELECT count(*) FROM agora_ledger.balance_summary), 3::bigint, 'operators see all');
SELECT throws_ok('SELECT * FROM agora_ledger.mv_balance_summary', '42501', NULL, 'by the view');
RESET SESSION AUTHORIZATION;

SELECT * FROM finish();
ROLLBACK;
