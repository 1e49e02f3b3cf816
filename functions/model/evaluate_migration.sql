-- Should a stage try another model? By the calls of the last model.evidence_window: enough judged runs, saving, success, quality, never
-- below the floor, and no drop against the model with the largest share; each at equality met. accept, refuse, more_runs, or no_evidence,
-- where there is nothing to compare. Changes nothing; propose_migration() does.
-- Errors: 22023 · ZP001 · ZP005 · ZP051 · ZP056.
CREATE OR REPLACE FUNCTION agora_model.evaluate_migration(
    p_stage      text,
    p_candidate  text
)
RETURNS agora_model.migration_verdict
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $evaluate_migration$
BEGIN
    RETURN agora_model._weigh_candidate(agora_model._assignment_of(p_stage), agora_model._serving_model(p_candidate));
END;
$evaluate_migration$;

COMMENT ON FUNCTION agora_model.evaluate_migration(text, text)
    IS 'Verdict on moving a stage to a model, as provider/model: accept, refuse, more_runs or no_evidence; with the reasons, each criterion, and the judged runs still needed.';
REVOKE ALL ON FUNCTION agora_model.evaluate_migration(text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_model.evaluate_migration(text, text) TO agora_reader;
