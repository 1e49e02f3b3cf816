-- Promotes or rolls back a canary where its calls say so; otherwise it goes on. Anybody who serves may have it judged, because the rule
-- leaves nothing to choose.
-- Errors: 42501 · ZA001 · ZA002 · ZP053 · ZP057.   Locks: the stage, then the migration.
-- Emits: model.migration.moved.v1 · model.assignment.changed.v1.
CREATE OR REPLACE FUNCTION agora_model.judge_canary(
    p_migration  bigint,
    p_actor      bigint DEFAULT agora.current_principal()
)
RETURNS agora_model.migration_verdict
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $judge_canary$
DECLARE
    v_migration agora_model.model_migration;
BEGIN
    PERFORM agora._act_as(p_actor);
    v_migration := agora_model._lock_migration(p_migration);
    PERFORM agora_model._check_canary(v_migration);
    RETURN agora_model._conclude_canary(v_migration, p_actor);
END;
$judge_canary$;

COMMENT ON FUNCTION agora_model.judge_canary(bigint, bigint)
    IS 'Promote or roll back a canary where its calls say so; returns the verdict, as evaluate_canary() does.';
REVOKE ALL ON FUNCTION agora_model.judge_canary(bigint, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_model.judge_canary(bigint, bigint) TO agora_service;
