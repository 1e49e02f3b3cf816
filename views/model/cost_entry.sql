-- What a call, or a later correction of its cost, adds to the sums of daily_cost. The roll-up and recorded_cost read it in ranges:
-- call_ordinal is NULL in a correction and correction_ordinal in a call, so that a range of one leaves the other out.
CREATE OR REPLACE VIEW agora_model.cost_entry WITH (security_barrier) AS
SELECT k.llm_call_id AS call_ordinal,
       NULL::bigint AS correction_ordinal,
       (k.called_at AT TIME ZONE 'UTC')::date AS day,
       k.principal_id,
       k.model_id,
       coalesce(k.stage, '') AS stage,
       coalesce(k.category, '') AS category,
       coalesce(k.project, '') AS project,
       coalesce(k.agent_type, '') AS agent_type,
       1::bigint AS calls,
       k.is_success::integer::bigint AS successes,
       (k.cost_usd IS NOT NULL)::integer::bigint AS priced,
       coalesce(k.cost_usd::numeric, 0) AS cost_usd,
       coalesce((k.usage ->> 'input_tokens')::numeric, 0) AS input_tokens,
       coalesce((k.usage ->> 'cache_read_tokens')::numeric, 0) AS cached_tokens,
       coalesce((k.usage ->> 'output_tokens')::numeric, 0) AS output_tokens,
       (k.latency_ms IS NOT NULL)::integer::bigint AS timed,
       coalesce(k.latency_ms, 0) AS latency_ms,
       (k.quality IS NOT NULL)::integer::bigint AS rated,
       coalesce(k.quality::numeric, 0) AS quality
  FROM agora_model.llm_call AS k
 UNION ALL
SELECT NULL::bigint AS call_ordinal,
       c.call_correction_id AS correction_ordinal,
       (k.called_at AT TIME ZONE 'UTC')::date AS day,
       k.principal_id,
       k.model_id,
       coalesce(k.stage, '') AS stage,
       coalesce(k.category, '') AS category,
       coalesce(k.project, '') AS project,
       coalesce(k.agent_type, '') AS agent_type,
       0::bigint AS calls,
       0::bigint AS successes,
       (c.old_cost_usd IS NULL)::integer::bigint AS priced,
       c.cost_usd::numeric - coalesce(c.old_cost_usd::numeric, 0) AS cost_usd,
       0::numeric AS input_tokens,
       0::numeric AS cached_tokens,
       0::numeric AS output_tokens,
       0::bigint AS timed,
       0::numeric AS latency_ms,
       0::bigint AS rated,
       0::numeric AS quality
  FROM agora_model.call_correction AS c
  JOIN agora_model.llm_call AS k ON k.llm_call_id = c.llm_call_id;

COMMENT ON VIEW agora_model.cost_entry IS 'What each call and each correction adds to the roll-up, of everybody: for operators.';
GRANT SELECT ON agora_model.cost_entry TO agora_operator;
