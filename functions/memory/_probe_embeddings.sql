-- Health: no document waits for long for a vector of an active model, and none has failed for good.
CREATE OR REPLACE FUNCTION agora_memory._probe_embeddings()
RETURNS agora.health_report
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT ROW('embeddings',
               count(*) FILTER (WHERE NOT c.is_fine) = 0,
               CASE
                   WHEN count(*) = 0 THEN 'no embedding model is active: searches go by words'
                   ELSE string_agg(format('%s of %s: %s of %s embedded, %s waiting, %s failed', c.kind, c.model, c.embedded, c.documents, c.waiting, c.failed),
                                   '; ' ORDER BY c.kind)
               END,
               CASE
                   WHEN bool_or(c.failed > 0) THEN 'See agora_memory.embedding_failure.'
                   WHEN bool_or(NOT c.is_fine) THEN 'Run agora worker embed; searches go by words where a vector is missing.'
               END)::agora.health_report
      FROM (SELECT v.*, v.failed = 0 AND coalesce(v.waiting_since >= agora.now() - agora.setting_interval('memory.embedding_max_wait'), true) AS is_fine
              FROM agora_memory.embedding_coverage AS v
             WHERE v.is_active) AS c;
END;

COMMENT ON FUNCTION agora_memory._probe_embeddings()
    IS 'Health: active embedding models have their vectors.';
REVOKE ALL ON FUNCTION agora_memory._probe_embeddings() FROM PUBLIC;
