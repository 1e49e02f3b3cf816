-- What waits for a price: set it with set_price(), or load a newer catalogue.
CREATE OR REPLACE VIEW agora_model.unpriced_call WITH (security_barrier) AS
SELECT p.provider || '/' || concat_ws('@', m.model, m.version) AS model,
       k.model_id,
       count(*) AS calls,
       min(k.called_at) AS first_called_at,
       max(k.called_at) AS last_called_at,
       sum((k.usage ->> 'input_tokens')::numeric) AS input_tokens,
       sum((k.usage ->> 'output_tokens')::numeric) AS output_tokens
  FROM agora_model.llm_call AS k
  JOIN agora_model.model AS m ON m.model_id = k.model_id
  JOIN agora_model.provider AS p ON p.provider_id = m.provider_id
 WHERE k.cost_usd IS NULL
   AND NOT EXISTS (SELECT FROM agora_model.call_correction AS c WHERE c.llm_call_id = k.llm_call_id)
   AND (SELECT agora.visible_principal()) IN (0, k.principal_id)
 GROUP BY p.provider, m.model, m.version, k.model_id;

COMMENT ON VIEW agora_model.unpriced_call IS 'Model calls that no price covers yet, by model; a bound login counts its own.';
GRANT SELECT ON agora_model.unpriced_call TO agora_reader;
