-- Says which models serve a stage from now on, and with what share. The same again changes nothing. A pinned stage is left to operators:
-- no migration moves it.
-- Errors: 22023 · 42501 · ZA001 · ZA002 · ZP001 · ZP005 · ZP050 · ZP054 a canary runs.   Locks: the stage.   Emits: model.assignment.changed.v1.
CREATE OR REPLACE FUNCTION agora_model.assign_models(
    p_stage      text,
    p_shares     jsonb,
    p_is_pinned  boolean DEFAULT NULL,
    p_reason     text    DEFAULT 'operator',
    p_actor      bigint  DEFAULT agora.current_principal()
)
RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $assign_models$
DECLARE
    v_wanted  record;
    v_last    agora_model.model_assignment;
BEGIN
    PERFORM agora._act_as(p_actor);
    PERFORM agora._check_text('p_reason', p_reason, 1000);
    v_wanted := agora_model._read_shares(p_shares);
    PERFORM agora_model._lock_stage(p_stage);
    SELECT a.* INTO v_last FROM agora_model.model_assignment AS a WHERE a.stage = p_stage ORDER BY a.model_assignment_id DESC LIMIT 1;
    IF (v_last.model_ids, v_last.shares, v_last.is_pinned) = (v_wanted.model_ids, v_wanted.shares, coalesce(p_is_pinned, v_last.is_pinned)) THEN
        RETURN v_last.model_assignment_id;
    END IF;
    PERFORM agora_model._refuse_beside_canary(p_stage);
    RETURN agora_model._write_assignment(p_stage, v_wanted.model_ids, v_wanted.shares, coalesce(p_is_pinned, v_last.is_pinned, false), p_reason, p_actor);
END;
$assign_models$;

COMMENT ON FUNCTION agora_model.assign_models(text, jsonb, boolean, text, bigint)
    IS 'Say which models serve a stage, as {"provider/model": share}, shares summing to 1; 0 = only where a budget asks for something cheaper. p_is_pinned: no migration may change it; NULL = as it was. Returns the model_assignment_id.';
REVOKE ALL ON FUNCTION agora_model.assign_models(text, jsonb, boolean, text, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_model.assign_models(text, jsonb, boolean, text, bigint) TO agora_operator;
