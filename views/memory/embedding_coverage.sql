-- How far the vectors of each model are, by kind of document.
CREATE OR REPLACE VIEW agora_memory.embedding_coverage WITH (security_barrier) AS
SELECT m.model,
       m.kind,
       m.is_active,
       d.documents,
       d.embedded,
       t.waiting,
       t.failed,
       t.waiting_since,
       CASE WHEN d.documents = 0 THEN 1 ELSE round(d.embedded::numeric / d.documents, 6) END AS coverage
  FROM agora_memory.known_embedding_model AS m
 CROSS JOIN LATERAL (SELECT count(*) AS documents, count(e.object_id) AS embedded
                       FROM agora_memory.document AS x
                       LEFT JOIN agora_memory.embedding AS e
                              ON e.embedding_model_id = m.embedding_model_id AND e.kind = x.kind AND e.object_id = x.object_id
                      WHERE x.kind = m.kind AND x.is_active) AS d
 CROSS JOIN LATERAL (SELECT count(*) FILTER (WHERE y.failures < agora.setting_integer('memory.embedding_max_failures')) AS waiting,
                            count(*) FILTER (WHERE y.failures >= agora.setting_integer('memory.embedding_max_failures')) AS failed,
                            min(y.queued_at) AS waiting_since
                       FROM agora_memory.embedding_task AS y
                      WHERE y.embedding_model_id = m.embedding_model_id AND y.kind = m.kind) AS t;

COMMENT ON VIEW agora_memory.embedding_coverage IS 'Vectors of each model by kind of document: documents with one, waiting, failed for good, coverage 0..1.';
GRANT SELECT ON agora_memory.embedding_coverage TO agora_reader;
