-- Tokens are made, moved and accounted for. Leaves nothing behind.
-- Run it as a superuser: agora psql -Xq < examples/ledger.sql
\set VERBOSITY terse
\set ON_ERROR_ROLLBACK on
BEGIN;

SELECT agora.register_principal('example-ada') AS ada \gset
SELECT agora.register_principal('example-ben') AS ben \gset
SELECT agora_ledger.wallet_of(:ada) AS hers, agora_ledger.wallet_of(:ben) AS his \gset

\echo == An operator makes tokens
SELECT agora_ledger.mint(:hers, 100, 'a start', p_key => 'example-start') > 0 AS done;

\echo == Ada pays Ben; the same call again pays nothing
SELECT agora_ledger.transfer(:hers, :his, 12.345678, 'thanks', p_key => 'example-1', p_actor => :ada) AS first \gset
SELECT agora_ledger.transfer(:hers, :his, 12.345678, 'thanks', p_key => 'example-1', p_actor => :ada) = :first AS the_same;

\echo == What is refused, and leaves everything as it was
SELECT agora_ledger.transfer(:hers, :his, 1, 'thanks', p_key => 'example-1', p_actor => :ada);
\echo :SQLSTATE
SELECT agora_ledger.transfer(:hers, :his, 0.0000001, 'dust', p_key => 'example-2', p_actor => :ada);
\echo :SQLSTATE
SELECT agora_ledger.transfer(:hers, :hers, 1, 'to myself', p_key => 'example-3', p_actor => :ada);
\echo :SQLSTATE
SELECT agora_ledger.transfer(:his, :hers, 1e12, 'everything', p_key => 'example-4', p_actor => :ben);
\echo :SQLSTATE

\echo == The statements
SELECT d.name, s.kind, s.reason, s.amount, s.balance_after
  FROM agora_ledger.statement AS s
  JOIN agora.principal_directory AS d ON d.principal_id = s.principal_id
 WHERE s.principal_id IN (:ada, :ben)
 ORDER BY d.name, s.transaction_id;

\echo == Every transaction sums to zero
SELECT count(*) AS transactions, sum(t.total) AS total
  FROM (SELECT sum(s.amount) AS total
          FROM agora_ledger.statement AS s
         WHERE s.created_by = :ada OR s.reason = 'a start'
         GROUP BY s.transaction_id) AS t;
SELECT probe, violation FROM agora.check_invariants();

ROLLBACK;
