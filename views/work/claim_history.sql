-- Every claim, by epochs: those that ended, and those that last, of which outcome and end are NULL.
CREATE OR REPLACE VIEW agora_work.claim_history WITH (security_barrier) AS
SELECT c.task_id, c.epoch, c.agent_id, c.outcome, c.claimed_at, c.started_at, c.ended_at, c.retry_at, c.cost_usd, c.error
  FROM agora_work.claim AS c
UNION ALL
SELECT t.task_id, t.epoch, t.holder_id AS agent_id, NULL::text AS outcome, t.claimed_at, t.started_at, NULL::timestamptz AS ended_at,
       NULL::timestamptz AS retry_at, NULL::agora.usd AS cost_usd, NULL::text AS error
  FROM agora_work.task AS t
 WHERE t.holder_id IS NOT NULL;

COMMENT ON VIEW agora_work.claim_history IS 'Claims of tasks by epoch, with how they ended; outcome NULL = not ended.';
GRANT SELECT ON agora_work.claim_history TO agora_reader;
