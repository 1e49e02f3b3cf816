-- Documents that could not be embedded, and why.
CREATE OR REPLACE VIEW agora_memory.embedding_failure WITH (security_barrier) AS
SELECT m.name AS model,
       t.kind,
       t.object_id,
       t.failures,
       t.last_error,
       CASE WHEN t.failures < agora.setting_integer('memory.embedding_max_failures') THEN t.lease_until END AS retry_at
  FROM agora_memory.embedding_task AS t
  JOIN agora_memory.embedding_model AS m ON m.embedding_model_id = t.embedding_model_id
 WHERE t.failures > 0;

COMMENT ON VIEW agora_memory.embedding_failure IS 'Documents that could not be embedded: failures, the last error, and when the next try may be (NULL = not before the text changes).';
GRANT SELECT ON agora_memory.embedding_failure TO agora_reader;
