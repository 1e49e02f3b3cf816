-- Providers.
CREATE OR REPLACE VIEW agora_model.known_provider WITH (security_barrier) AS
SELECT p.provider,
       p.name,
       count(m.model_id) AS models,
       count(l.price_list_id) AS priced_models
  FROM agora_model.provider AS p
  LEFT JOIN agora_model.model AS m ON m.provider_id = p.provider_id
  LEFT JOIN LATERAL (SELECT x.price_list_id FROM agora_model.price_list AS x WHERE x.model_id = m.model_id AND x.valid_from <= agora.now() LIMIT 1) AS l ON true
 GROUP BY p.provider_id;

COMMENT ON VIEW agora_model.known_provider IS 'Providers of models, how many models they have and how many of those are priced now.';
GRANT SELECT ON agora_model.known_provider TO agora_reader;
