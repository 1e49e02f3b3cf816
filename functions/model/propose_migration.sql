-- Proposes to move a stage to another model. The verdict of evaluate_migration() is written down with it: what it refuses is rejected at
-- once; what it accepts may start a canary; what has too few runs waits for an operator. An open proposal of the candidate is returned,
-- unless it was made against another model, or was not proven and the verdict is final now: then it gives way to a new one.
-- Errors: 22023 · 42501 · ZA001 · ZA002 · ZA003 · ZP001 · ZP005 · ZP051 · ZP052 · ZP054 · ZP056.   Locks: the stage.
-- Emits: model.migration.moved.v1.
CREATE OR REPLACE FUNCTION agora_model.propose_migration(
    p_stage      text,
    p_candidate  text,
    p_key        text   DEFAULT NULL,
    p_actor      bigint DEFAULT agora.current_principal()
)
RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $propose_migration$
DECLARE
    v_candidate   bigint;
    v_first       jsonb;
    v_assignment  agora_model.model_assignment;
    v_verdict     agora_model.migration_verdict;
    v_migration   agora_model.model_migration;
BEGIN
    PERFORM agora._act_as(p_actor);
    v_candidate := agora_model._serving_model(p_candidate);
    PERFORM agora_model._lock_stage(p_stage);
    v_first := agora._first_result('propose_migration', p_actor, p_key, jsonb_build_array(p_stage, p_candidate));
    IF v_first IS NOT NULL THEN
        RETURN v_first::bigint;
    END IF;
    v_assignment := agora_model._assignment_of(p_stage);
    PERFORM agora_model._check_open_stage(v_assignment);
    v_verdict := agora_model._weigh_candidate(v_assignment, v_candidate);
    SELECT m.* INTO v_migration FROM agora_model.model_migration AS m WHERE m.stage = p_stage AND m.candidate_id = v_candidate AND m.status = 'proposed';
    IF v_migration.incumbent_id <> v_assignment.model_ids[1] OR (NOT v_migration.is_proven AND v_verdict.verdict IN ('accept', 'refuse')) THEN
        UPDATE agora_model.model_migration AS m SET status = 'rejected', closed_at = agora.now()
         WHERE m.model_migration_id = v_migration.model_migration_id
        RETURNING m.* INTO v_migration;
        PERFORM agora_model._note_decision(v_migration, (v_verdict.verdict, ARRAY['it was proposed anew'], v_verdict.criteria, v_verdict.runs_needed, v_verdict.evidence)::agora_model.migration_verdict, p_actor);
        v_migration := NULL;
    END IF;
    IF v_migration.model_migration_id IS NULL THEN
        INSERT INTO agora_model.model_migration AS m (stage, incumbent_id, candidate_id, status, is_proven, created_by, recorded_at, closed_at)
        VALUES (p_stage, v_assignment.model_ids[1], v_candidate, CASE v_verdict.verdict WHEN 'refuse' THEN 'rejected' ELSE 'proposed' END,
                v_verdict.verdict = 'accept', p_actor, agora.now(), CASE v_verdict.verdict WHEN 'refuse' THEN agora.now() END)
        RETURNING m.* INTO v_migration;
        PERFORM agora_model._note_decision(v_migration, v_verdict, p_actor);
    END IF;
    PERFORM agora._keep_result('propose_migration', p_actor, p_key, to_jsonb(v_migration.model_migration_id));
    RETURN v_migration.model_migration_id;
END;
$propose_migration$;

COMMENT ON FUNCTION agora_model.propose_migration(text, text, text, bigint)
    IS 'Propose to move a stage to a model, as provider/model. Returns the model_migration_id; recorded_migration says whether it is proposed or rejected, and why.';
REVOKE ALL ON FUNCTION agora_model.propose_migration(text, text, text, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_model.propose_migration(text, text, text, bigint) TO agora_service;
