-- Judges the running canaries, one after the other: each locks its stage.
-- Locks: stages in order, each with its migration.   Emits: model.migration.moved.v1 · model.assignment.changed.v1.
CREATE OR REPLACE FUNCTION agora_model._judge_canaries(p_limit integer)
RETURNS bigint
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_judge_canaries$
DECLARE
    v_decided    bigint := 0;
    v_migration  agora_model.model_migration;
    r_canary     record;
BEGIN
    FOR r_canary IN SELECT m.model_migration_id FROM agora_model.model_migration AS m WHERE m.status = 'canary' ORDER BY m.stage LIMIT p_limit LOOP
        v_migration := agora_model._lock_migration(r_canary.model_migration_id);
        IF v_migration.status = 'canary' AND (agora_model._conclude_canary(v_migration, 1)).verdict <> 'continue' THEN
            v_decided := v_decided + 1;
        END IF;
    END LOOP;
    RETURN v_decided;
END;
$_judge_canaries$;

COMMENT ON FUNCTION agora_model._judge_canaries(integer)
    IS 'Job: promote or roll back at most p_limit (1 to 1000000) canaries as their calls show; returns how many.';
REVOKE ALL ON FUNCTION agora_model._judge_canaries(integer) FROM PUBLIC;
