-- Calls with what they cost by the last word on it.
CREATE OR REPLACE VIEW agora_model.recorded_call WITH (security_barrier) AS
SELECT k.llm_call_id,
       k.called_at,
       k.principal_id,
       p.provider || '/' || concat_ws('@', m.model, m.version) AS model,
       coalesce(m.alias_of, k.model_id) AS model_id,
       k.stage,
       k.category,
       k.project,
       k.agent_type,
       k.correlation_id,
       k.is_success,
       k.quality,
       k.latency_ms,
       k.usage,
       k.variant,
       (k.usage ->> 'input_tokens')::numeric AS input_tokens,
       (k.usage ->> 'output_tokens')::numeric AS output_tokens,
       coalesce(c.cost_usd, k.cost_usd) AS cost_usd,
       CASE WHEN coalesce(c.cost_usd, k.cost_usd) < (SELECT agora.setting_numeric('model.cheap_call')) THEN 'cheap'
            WHEN coalesce(c.cost_usd, k.cost_usd) < (SELECT agora.setting_numeric('model.moderate_call')) THEN 'moderate'
            WHEN coalesce(c.cost_usd, k.cost_usd) IS NOT NULL THEN 'expensive' END AS cost_class,
       k.cost_usd AS recorded_cost_usd,
       coalesce(c.price_list_id, k.price_list_id) AS price_list_id,
       c.reason AS correction_reason,
       k.meta,
       k.recorded_at
  FROM agora_model.llm_call AS k
  JOIN agora_model.model AS m ON m.model_id = k.model_id
  JOIN agora_model.provider AS p ON p.provider_id = m.provider_id
  LEFT JOIN LATERAL (SELECT x.cost_usd, x.price_list_id, x.reason
                       FROM agora_model.call_correction AS x
                      WHERE x.llm_call_id = k.llm_call_id
                      ORDER BY x.call_correction_id DESC
                      LIMIT 1) AS c ON true
 WHERE (SELECT agora.visible_principal()) IN (0, k.principal_id);

COMMENT ON VIEW agora_model.recorded_call IS 'Model calls with what they cost by the last word on it, in US dollars, and whether that is cheap, moderate or expensive by the settings; a bound login sees its own, services and operators see all.';
GRANT SELECT ON agora_model.recorded_call TO agora_reader;
