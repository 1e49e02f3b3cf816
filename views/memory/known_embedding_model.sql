-- Embedding models in use, one row for each kind of document that they embed.
CREATE OR REPLACE VIEW agora_memory.known_embedding_model WITH (security_barrier) AS
SELECT m.name AS model,
       k.kind,
       m.dimensions,
       m.provider,
       m.options,
       a.kind IS NOT NULL AS is_active,
       a.activated_at,
       m.recorded_at,
       m.embedding_model_id
  FROM agora_memory.embedding_model AS m
 CROSS JOIN LATERAL unnest(m.kinds) AS k (kind)
  LEFT JOIN agora_memory.embedding_activation AS a ON a.kind = k.kind AND a.embedding_model_id = m.embedding_model_id
 WHERE m.retired_at IS NULL;

COMMENT ON VIEW agora_memory.known_embedding_model IS 'Embedding models by kind of document: dimensions, provider, options, and whether searches of that kind use it.';
GRANT SELECT ON agora_memory.known_embedding_model TO agora_reader;
