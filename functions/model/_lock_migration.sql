-- Locks a migration with its stage.
-- Errors: ZP053.   Locks: the stage, then the migration.
CREATE OR REPLACE FUNCTION agora_model._lock_migration(p_migration bigint)
RETURNS agora_model.model_migration
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_lock_migration$
DECLARE
    v_migration agora_model.model_migration := agora_model._migration_of(p_migration);
BEGIN
    PERFORM agora_model._lock_stage(v_migration.stage);
    SELECT m.* INTO v_migration FROM agora_model.model_migration AS m WHERE m.model_migration_id = p_migration FOR NO KEY UPDATE;
    RETURN v_migration;
END;
$_lock_migration$;

COMMENT ON FUNCTION agora_model._lock_migration(bigint)
    IS 'Lock a migration, which must be known, after its stage.';
REVOKE ALL ON FUNCTION agora_model._lock_migration(bigint) FROM PUBLIC;
