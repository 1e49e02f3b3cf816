-- Blocking gates of a run of which the last word is that they failed; to skip one is no word.
CREATE OR REPLACE FUNCTION agora_pipeline._failed_blocking(
    p_run  bigint
)
RETURNS SETOF text
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $_failed_blocking$
BEGIN
    RETURN QUERY
    SELECT l.gate
      FROM (SELECT DISTINCT ON (g.gate) g.gate, g.outcome
              FROM agora_pipeline.gate_result AS g
             WHERE g.generation_run_id = p_run AND g.outcome <> 'skipped'
             ORDER BY g.gate, g.gate_result_id DESC) AS l
      JOIN agora_pipeline.gate AS k ON k.gate = l.gate
      JOIN agora_pipeline.gate_type AS t ON t.gate_type = k.gate_type
     WHERE l.outcome = 'failed' AND t.is_blocking;
END;
$_failed_blocking$;

COMMENT ON FUNCTION agora_pipeline._failed_blocking(bigint)
    IS 'Blocking gates of a run that failed.';
REVOKE ALL ON FUNCTION agora_pipeline._failed_blocking(bigint) FROM PUBLIC;
