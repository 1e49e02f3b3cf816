-- An error is mended once, found again and paid for. Leaves nothing behind.
-- Run it as a superuser: agora psql -Xq < examples/loop.sql
BEGIN;
CREATE ROLE example_service LOGIN IN ROLE agora_service;
SET SESSION AUTHORIZATION example_service;

SELECT agora.register_principal('example-ada') AS ada \gset
SELECT agora.register_principal('example-ben') AS ben \gset

\echo == Ada fails, tries otherwise and succeeds
SELECT agora_memory.start_attempt('add up the column of prices', p_category => 'numbers', p_actor => :ada) AS failed \gset
SELECT status, is_known_error
  FROM agora_memory.finish_attempt(:failed, 'error', 'ValueError', 'could not convert string to float: ''1.299,00''', p_actor => :ada);
SELECT agora_memory.start_attempt('add up the column of prices', p_approach => 'exchange point and comma first',
                                  p_parent => :failed, p_actor => :ada) AS retry \gset
SELECT status, confidence
  FROM agora_memory.finish_attempt(:retry, 'success', p_quality => 0.9, p_actor => :ada, p_code =>
'def price(text: str) -> float:
    """Read a price that is written with a comma before the cents."""
    return float(text.replace(".", "").replace(",", "."))
');

\echo == Ben meets the bug with another value and asks
SELECT transform_id AS fix, rank, similarity, approach, reason
  FROM agora_memory.known_fixes('ValueError: could not convert string to float: ''17,50''', p_limit => 1) \gset
\echo rank :rank, similarity :similarity: :approach (:reason)

\echo == He uses it, and it works
SELECT agora_memory.start_attempt('read the invoice', p_actor => :ben) AS failed \gset
SELECT is_known_error
  FROM agora_memory.finish_attempt(:failed, 'error', 'ValueError', 'could not convert string to float: ''17,50''', p_actor => :ben);
SELECT agora_memory.start_attempt('read the invoice', p_parent => :failed, p_transforms => ARRAY[:fix], p_actor => :ben) AS retry \gset
SELECT status, confidence FROM agora_memory.finish_attempt(:retry, 'success', p_actor => :ben);

\echo == Who was paid
SELECT d.name, e.kind, e.subject, e.amount
  FROM agora_reward.earned_reward AS e
  JOIN agora.principal_directory AS d ON d.principal_id = e.principal_id
 WHERE e.principal_id IN (:ada, :ben)
 ORDER BY e.reward_calculation_id;

ROLLBACK;
