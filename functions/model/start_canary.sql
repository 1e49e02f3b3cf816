-- Gives a proposed migration its share of the stage's calls. One that the evidence does not prove takes an operator. Started again it stays
-- as it is; what was decided, the guard of the table refuses (ZA009).
-- Errors: 22023 · 42501 · ZA001 · ZA002 · ZP051 · ZP052 · ZP053 · ZP054 · ZP055 · ZP056 · ZP058.
-- Locks: the stage, then the migration.   Emits: model.migration.moved.v1.
CREATE OR REPLACE FUNCTION agora_model.start_canary(
    p_migration  bigint,
    p_share      numeric DEFAULT NULL,
    p_actor      bigint  DEFAULT agora.current_principal()
)
RETURNS timestamptz
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $start_canary$
DECLARE
    v_share       numeric := coalesce(p_share, agora.setting_numeric('model.canary_share'));
    v_migration   agora_model.model_migration;
    v_assignment  agora_model.model_assignment;
    v_verdict     agora_model.migration_verdict;
BEGIN
    PERFORM agora._act_as(p_actor);
    PERFORM agora._check_number('p_share', v_share, 0.01, 0.5);
    v_migration := agora_model._lock_migration(p_migration);
    IF v_migration.status = 'canary' THEN
        RETURN v_migration.started_at;
    ELSIF v_migration.status = 'proposed' THEN
        v_assignment := agora_model._assignment_of(v_migration.stage);
        PERFORM agora_model._check_open_stage(v_assignment);
        IF v_assignment.model_ids[1] <> v_migration.incumbent_id THEN
            RAISE EXCEPTION USING
                ERRCODE = 'ZP058',
                MESSAGE = 'another model has the largest share now',
                DETAIL  = format('p_migration=%s incumbent=%s now=%s', p_migration, agora_model._reference_of(v_migration.incumbent_id), agora_model._reference_of(v_assignment.model_ids[1])),
                HINT    = 'End it with agora_model.stop_migration(), and propose it anew.';
        END IF;
        IF NOT v_migration.is_proven AND NOT agora._is_operator(p_actor) THEN
            RAISE EXCEPTION USING
                ERRCODE = 'ZP055',
                MESSAGE = 'the evidence does not suffice',
                DETAIL  = format('p_migration=%s stage=%s candidate=%s', p_migration, v_migration.stage, agora_model._reference_of(v_migration.candidate_id)),
                HINT    = 'See agora_model.migration_history; an operator may start the canary all the same, or propose it anew when there are more runs.';
        END IF;
        v_verdict := agora_model._weigh_candidate(v_assignment, v_migration.candidate_id);
    END IF;
    UPDATE agora_model.model_migration AS m
       SET status = 'canary', started_at = agora.now(), after_call_id = agora_model._last_call(),
           rule = agora_model._canary_rule(v_assignment, v_share)
     WHERE m.model_migration_id = p_migration
    RETURNING m.* INTO v_migration;
    v_verdict.reasons := ARRAY[CASE WHEN v_migration.is_proven THEN 'the evidence met every criterion' ELSE 'an operator started it' END];
    PERFORM agora_model._note_decision(v_migration, v_verdict, p_actor);
    RETURN v_migration.started_at;
END;
$start_canary$;

COMMENT ON FUNCTION agora_model.start_canary(bigint, numeric, bigint)
    IS 'Start the canary of a proposed migration with a share of the stage''s calls, 0.01..0.5; NULL = model.canary_share. Returns when it started.';
REVOKE ALL ON FUNCTION agora_model.start_canary(bigint, numeric, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_model.start_canary(bigint, numeric, bigint) TO agora_service;
