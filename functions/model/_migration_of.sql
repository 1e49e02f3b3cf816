-- A migration by its id.
-- Errors: ZP053.
CREATE OR REPLACE FUNCTION agora_model._migration_of(p_migration bigint)
RETURNS agora_model.model_migration
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $_migration_of$
DECLARE
    v_migration agora_model.model_migration;
BEGIN
    SELECT m.* INTO v_migration FROM agora_model.model_migration AS m WHERE m.model_migration_id = p_migration;
    IF NOT FOUND THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZP053',
            MESSAGE = 'unknown migration',
            DETAIL  = format('p_migration=%s', coalesce(p_migration::text, 'NULL')),
            HINT    = 'agora_model.recorded_migration lists them.';
    END IF;
    RETURN v_migration;
END;
$_migration_of$;

COMMENT ON FUNCTION agora_model._migration_of(bigint)
    IS 'Migration by its id; raises where there is none.';
REVOKE ALL ON FUNCTION agora_model._migration_of(bigint) FROM PUBLIC;
