-- One canary at a time in a stage, and no other change beside it: what it is compared with must stay.
-- Errors: ZP054.
CREATE OR REPLACE FUNCTION agora_model._refuse_beside_canary(p_stage text)
RETURNS void
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $_refuse_beside_canary$
DECLARE
    v_migration bigint;
BEGIN
    SELECT m.model_migration_id INTO v_migration FROM agora_model.model_migration AS m WHERE m.stage = p_stage AND m.status = 'canary';
    IF FOUND THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZP054',
            MESSAGE = 'a canary runs in the stage',
            DETAIL  = format('p_stage=%s model_migration_id=%s', p_stage, v_migration),
            HINT    = 'Wait until it is decided, or end it with agora_model.stop_migration().';
    END IF;
END;
$_refuse_beside_canary$;

COMMENT ON FUNCTION agora_model._refuse_beside_canary(text)
    IS 'Refuse while a canary runs in a stage.';
REVOKE ALL ON FUNCTION agora_model._refuse_beside_canary(text) FROM PUBLIC;
