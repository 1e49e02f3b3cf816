-- Models with what they charge now for the most usual units.
CREATE OR REPLACE VIEW agora_model.known_model WITH (security_barrier) AS
SELECT m.model_id,
       p.provider || '/' || concat_ws('@', m.model, m.version) AS reference,
       p.provider,
       m.model,
       m.version,
       m.name,
       m.context_window,
       m.output_limit,
       m.latency_ms,
       m.capabilities,
       m.requests_per_minute,
       m.tokens_per_minute,
       m.deprecated_at,
       m.is_registered,
       m.alias_of,
       l.price_list_id,
       i.usd AS input_usd,
       o.usd AS output_usd
  FROM agora_model.model AS m
  JOIN agora_model.provider AS p ON p.provider_id = m.provider_id
  LEFT JOIN LATERAL (SELECT x.price_list_id FROM agora_model.price_list AS x
                      WHERE x.model_id = coalesce(m.alias_of, m.model_id) AND x.valid_from <= agora.now() AND x.corrects_until IS NULL
                      ORDER BY x.valid_from DESC LIMIT 1) AS l ON true
  LEFT JOIN LATERAL (SELECT s.price_set_id FROM agora_model.price_set AS s
                      WHERE s.price_list_id = l.price_list_id AND s.variant IS NULL AND s.window_start IS NULL ORDER BY s.rank LIMIT 1) AS s ON true
  LEFT JOIN agora_model.model_price AS i ON i.price_set_id = s.price_set_id AND i.unit = 'input_tokens' AND i.tier_start = 0
  LEFT JOIN agora_model.model_price AS o ON o.price_set_id = s.price_set_id AND o.unit = 'output_tokens' AND o.tier_start = 0;

COMMENT ON VIEW agora_model.known_model IS 'Models: what is known of them, whether registered or only named by a call, and what they charge now for a million input and output tokens, in US dollars.';
GRANT SELECT ON agora_model.known_model TO agora_reader;
