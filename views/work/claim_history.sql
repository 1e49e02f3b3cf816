-- Every claim, by epochs: those that ended, and those that last, of which outcome and end are NULL. Both halves have the same types, else
-- PostgreSQL would not look into them for an order, and every row is for everybody, so no barrier is in the way of an index.
CREATE OR REPLACE VIEW agora_work.claim_history AS
SELECT c.task_id, c.epoch, c.agent_id, c.outcome::text AS outcome, c.claimed_at, c.started_at, c.ended_at, c.retry_at, c.cost_usd::numeric AS cost_usd, c.error
  FROM agora_work.claim AS c
UNION ALL
SELECT t.task_id, t.epoch, t.holder_id AS agent_id, NULL::text AS outcome, t.claimed_at, t.started_at, NULL::timestamptz AS ended_at,
       NULL::timestamptz AS retry_at, NULL::numeric AS cost_usd, NULL::text AS error
  FROM agora_work.task AS t
 WHERE t.holder_id IS NOT NULL;

COMMENT ON VIEW agora_work.claim_history IS 'Claims of tasks by epoch, with how they ended; outcome NULL = not ended.';
GRANT SELECT ON agora_work.claim_history TO agora_reader;
