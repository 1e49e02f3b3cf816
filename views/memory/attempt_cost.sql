-- What attempts cost: what their calls of models cost by the last word on it, where they are known and all priced, else what was told.
-- A call past its retention is as one without a price.
CREATE OR REPLACE VIEW agora_memory.attempt_cost WITH (security_barrier) AS
SELECT a.attempt_id,
       a.principal_id,
       a.correlation_id,
       a.status,
       a.category,
       a.model,
       k.calls,
       k.calls - k.priced AS unpriced_calls,
       CASE WHEN k.priced > 0 THEN trim_scale(k.usd)::agora.usd END AS calls_usd,
       a.cost_usd AS told_usd,
       CASE WHEN k.calls > 0 AND k.priced = k.calls THEN trim_scale(k.usd)::agora.usd
            ELSE coalesce(a.cost_usd, CASE WHEN k.priced > 0 THEN trim_scale(k.usd)::agora.usd END) END AS cost_usd
  FROM agora_memory.attempt AS a
 CROSS JOIN LATERAL (SELECT count(*) AS calls, count(coalesce(o.cost_usd, c.cost_usd)) AS priced, sum(coalesce(o.cost_usd, c.cost_usd)) AS usd
                       FROM agora_memory.attempt_call AS x
                       LEFT JOIN agora_model.llm_call AS c ON c.llm_call_id = x.llm_call_id
                       LEFT JOIN LATERAL (SELECT n.cost_usd FROM agora_model.call_correction AS n
                                           WHERE n.llm_call_id = x.llm_call_id ORDER BY n.call_correction_id DESC LIMIT 1) AS o ON true
                      WHERE x.attempt_id = a.attempt_id) AS k;

COMMENT ON VIEW agora_memory.attempt_cost IS 'What attempts cost in US dollars: their calls of models, how many have no price, what those with one cost, what the caller told, and what counts: the calls where all are priced, else what was told.';
GRANT SELECT ON agora_memory.attempt_cost TO agora_reader;
