-- A migration whose canary runs.
-- Errors: ZP057.
CREATE OR REPLACE FUNCTION agora_model._check_canary(p_migration agora_model.model_migration)
RETURNS void
LANGUAGE plpgsql IMMUTABLE
SET search_path = pg_catalog, pg_temp
AS $_check_canary$
BEGIN
    IF p_migration.status <> 'canary' THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZP057',
            MESSAGE = 'the migration has no canary',
            DETAIL  = format('p_migration=%s status=%s', p_migration.model_migration_id, p_migration.status),
            HINT    = 'agora_model.migration_history says what was decided; start_canary() starts one.';
    END IF;
END;
$_check_canary$;

COMMENT ON FUNCTION agora_model._check_canary(agora_model.model_migration)
    IS 'Refuse a migration without a running canary.';
REVOKE ALL ON FUNCTION agora_model._check_canary(agora_model.model_migration) FROM PUBLIC;
