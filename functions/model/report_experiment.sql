-- Keeps what a stopped experiment showed, and tells. Reported again it stays as it was reported; before it is stopped, the guard of the
-- table refuses it (ZA009).
-- Errors: 22023 · 42501 · ZA001 · ZA002 · ZP060.   Locks: the experiment.   Emits: model.experiment.moved.v1.
CREATE OR REPLACE FUNCTION agora_model.report_experiment(
    p_experiment  text,
    p_actor       bigint DEFAULT agora.current_principal()
)
RETURNS jsonb
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $report_experiment$
DECLARE
    v_experiment agora_model.experiment;
BEGIN
    PERFORM agora._act_as(p_actor);
    v_experiment := agora_model._lock_experiment(p_experiment);
    IF v_experiment.status <> 'reported' THEN
        UPDATE agora_model.experiment AS e
           SET status = 'reported', report = (SELECT jsonb_agg(to_jsonb(r)) FROM agora_model.experiment_report(p_experiment) AS r)
         WHERE e.experiment_id = v_experiment.experiment_id
        RETURNING e.* INTO v_experiment;
        PERFORM agora_model._tell_experiment(v_experiment, p_actor);
    END IF;
    RETURN v_experiment.report;
END;
$report_experiment$;

COMMENT ON FUNCTION agora_model.report_experiment(text, bigint)
    IS 'Keep what a stopped experiment showed; returns the report, as a JSON array of experiment_report().';
REVOKE ALL ON FUNCTION agora_model.report_experiment(text, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_model.report_experiment(text, bigint) TO agora_service;
