-- Does what the calls of a locked canary say: the candidate takes the incumbent's place, or goes, or nothing happens.
-- Emits: model.migration.moved.v1 · model.assignment.changed.v1.
CREATE OR REPLACE FUNCTION agora_model._conclude_canary(
    p_migration  agora_model.model_migration,
    p_actor      bigint
)
RETURNS agora_model.migration_verdict
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_conclude_canary$
DECLARE
    v_migration   agora_model.model_migration;
    v_assignment  agora_model.model_assignment;
    v_verdict     agora_model.migration_verdict := agora_model._weigh_canary(p_migration);
BEGIN
    IF v_verdict.verdict = 'continue' THEN
        RETURN v_verdict;
    END IF;
    UPDATE agora_model.model_migration AS m
       SET status = CASE v_verdict.verdict WHEN 'promote' THEN 'promoted' ELSE 'rolled_back' END, closed_at = agora.now()
     WHERE m.model_migration_id = p_migration.model_migration_id
    RETURNING m.* INTO v_migration;
    PERFORM agora_model._note_decision(v_migration, v_verdict, p_actor);
    IF v_migration.status = 'promoted' THEN
        v_assignment := agora_model._assignment_of(v_migration.stage);
        PERFORM agora_model._write_assignment(v_migration.stage, array_replace(v_assignment.model_ids, v_migration.incumbent_id, v_migration.candidate_id),
                                              v_assignment.shares, v_assignment.is_pinned, format('migration %s was promoted', v_migration.model_migration_id), p_actor);
    END IF;
    RETURN v_verdict;
END;
$_conclude_canary$;

COMMENT ON FUNCTION agora_model._conclude_canary(agora_model.model_migration, bigint)
    IS 'Promote or roll back a locked canary as its calls say; returns the verdict.';
REVOKE ALL ON FUNCTION agora_model._conclude_canary(agora_model.model_migration, bigint) FROM PUBLIC;
