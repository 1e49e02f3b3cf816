-- What finish_attempt() returns, read back from what is stored: the first call and a repeated one answer alike, but for
-- confidence and recommendations, which are today's.
CREATE OR REPLACE FUNCTION agora_memory._finish_result(p_attempt bigint)
RETURNS agora_memory.finished_attempt
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $_finish_result$
BEGIN
    RETURN (
        SELECT ROW(a.attempt_id,
                   a.status,
                   a.error_signature_id,
                   a.error_signature_id IS NOT NULL
                   AND EXISTS (SELECT 1 FROM agora_memory.attempt AS o
                                WHERE o.error_signature_id = a.error_signature_id
                                  AND (o.finished_at, o.attempt_id) < (a.finished_at, a.attempt_id)),
                   x.transform_id,
                   t.source_attempt_id IS DISTINCT FROM a.attempt_id AND x.transform_id IS NOT NULL,
                   r.resolution_id,
                   r.confidence,
                   (jsonb_path_query_first(d.steps, '$[*] ? (@.step == "nomination").result.golden_state_id'))::bigint,
                   CASE WHEN m.ids IS NOT NULL THEN ARRAY(SELECT jsonb_array_elements_text(m.ids)::bigint) END,
                   agora_memory._recommendations(a.error_signature_id, m.ids),
                   (SELECT string_agg(format('%s: %s', f.value ->> 'step', f.value ->> 'detail'), E'\n' ORDER BY f.ordinality)
                      FROM jsonb_array_elements(d.steps) WITH ORDINALITY AS f
                     WHERE f.value ->> 'outcome' = 'error'))::agora_memory.finished_attempt
          FROM agora_memory.attempt AS a
          LEFT JOIN agora_memory.attempt_detail AS d ON d.attempt_id = a.attempt_id
         CROSS JOIN LATERAL (SELECT jsonb_path_query_first(d.steps, '$[*] ? (@.step == "match").result.transform_ids') AS ids) AS m
          LEFT JOIN agora_memory.attempt_transform AS x ON x.attempt_id = a.attempt_id AND x.is_source
          LEFT JOIN agora_memory.transform AS t ON t.transform_id = x.transform_id
          LEFT JOIN agora_memory.resolution_evidence AS e ON e.attempt_id = a.attempt_id
          LEFT JOIN agora_memory.resolution AS r ON r.resolution_id = e.resolution_id
         WHERE a.attempt_id = p_attempt);
END;
$_finish_result$;

COMMENT ON FUNCTION agora_memory._finish_result(bigint)
    IS 'Result of a finished attempt.';
REVOKE ALL ON FUNCTION agora_memory._finish_result(bigint) FROM PUBLIC;
