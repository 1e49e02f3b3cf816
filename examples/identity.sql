-- A bound login is its principal and nobody else; an unbound service names whom it acts for. Leaves nothing behind.
-- Run it as a superuser: agora psql -Xq < examples/identity.sql
\set VERBOSITY terse
\set ON_ERROR_ROLLBACK on
BEGIN;
CREATE ROLE example_ada LOGIN IN ROLE agora_service;
CREATE ROLE example_service LOGIN IN ROLE agora_service;
CREATE ROLE example_reader LOGIN IN ROLE agora_reader;
SELECT agora.register_principal('example-ada') AS ada \gset
SELECT agora.register_principal('example-ben') AS ben \gset
SELECT agora.bind_login('example_ada', :ada);
SELECT agora_ledger.mint(agora_ledger.wallet_of(:ada), 10, 'a start', p_key => 'example-ada') > 0 AS hers,
       agora_ledger.mint(agora_ledger.wallet_of(:ben), 20, 'a start', p_key => 'example-ben') > 0 AS his;

\echo == The bound login is Ada, sees her money alone and cannot act as Ben
SET SESSION AUTHORIZATION example_ada;
SELECT agora.current_principal() = :ada AS is_ada;
SELECT kind, balance FROM agora_ledger.account_balance_view;
SELECT agora_memory.start_attempt('pretend', p_actor => :ben);
\echo :SQLSTATE
SELECT agora_ledger.mint(agora_ledger.wallet_of(), 1000, 'why not', p_key => 'example-more');
\echo :SQLSTATE

\echo == The unbound service sees both, and acts for whom it names
SET SESSION AUTHORIZATION example_service;
SELECT d.name, v.balance
  FROM agora_ledger.account_balance_view AS v
  JOIN agora.principal_directory AS d ON d.principal_id = v.principal_id
 WHERE v.principal_id IN (:ada, :ben)
 ORDER BY d.name;
SELECT agora_memory.start_attempt('work for Ben', p_actor => :ben) > 0 AS started;
SELECT agora.register_principal('example-mallory', p_actor => 1);
\echo :SQLSTATE

\echo == The reader reads what is shared and writes nothing
SET SESSION AUTHORIZATION example_reader;
SELECT count(*) > 0 AS knows_who_is_who FROM agora.principal_directory;
SELECT count(*) AS accounts FROM agora_ledger.account_balance_view;
SELECT agora.register_principal('example-mallory');
\echo :SQLSTATE

RESET SESSION AUTHORIZATION;

\echo == A suspended principal neither acts nor is paid
SELECT agora.suspend_principal(:ben, 'an example') IS NOT NULL AS suspended;
SELECT agora_memory.start_attempt('go on', p_actor => :ben);
\echo :SQLSTATE
SELECT agora_ledger.transfer(agora_ledger.wallet_of(:ada), agora_ledger.wallet_of(:ben), 1, 'sorry', p_key => 'example-sorry', p_actor => :ada);
\echo :SQLSTATE

ROLLBACK;
