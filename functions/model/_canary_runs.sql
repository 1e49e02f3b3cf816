-- Runs of a canary in their order: calls of the stage since it started, by the candidate or the incumbent. Correlations are what was
-- assigned by chance, and the calls of one depend on each other, so the first of each counts.
CREATE OR REPLACE FUNCTION agora_model._canary_runs(
    p_migration         agora_model.model_migration,
    OUT is_candidate    boolean[],
    OUT is_success      boolean[],
    OUT quality         double precision[]
)
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $_canary_runs$
BEGIN
    SELECT array_agg(r.is_candidate), array_agg(r.is_success), array_agg(r.quality) INTO is_candidate, is_success, quality
      FROM (SELECT f.is_candidate, f.is_success, f.quality
              FROM (SELECT DISTINCT ON (k.correlation_id, CASE WHEN k.correlation_id IS NULL THEN k.llm_call_id END)
                           k.llm_call_id, a.is_candidate, k.is_success, k.quality::double precision AS quality
                      FROM (SELECT m.model_id, coalesce(m.alias_of, m.model_id) = p_migration.candidate_id AS is_candidate
                              FROM agora_model.model AS m
                             WHERE coalesce(m.alias_of, m.model_id) = ANY (ARRAY[p_migration.candidate_id, p_migration.incumbent_id])) AS a
                      JOIN agora_model.llm_call AS k ON k.model_id = a.model_id
                     WHERE k.stage = p_migration.stage AND k.called_at >= p_migration.started_at AND k.llm_call_id > p_migration.after_call_id
                     ORDER BY k.correlation_id, CASE WHEN k.correlation_id IS NULL THEN k.llm_call_id END, k.llm_call_id) AS f
             ORDER BY f.llm_call_id) AS r;
END;
$_canary_runs$;

COMMENT ON FUNCTION agora_model._canary_runs(agora_model.model_migration)
    IS 'Runs of a canary, one per correlation, in their order: whose, whether successful, and their quality.';
REVOKE ALL ON FUNCTION agora_model._canary_runs(agora_model.model_migration) FROM PUBLIC;
