-- No message may ask for an action any more, from now on. Repeated, it changes nothing.
-- Errors: 22023 · 42501 · ZA001 · ZW050 no such action.   Locks: the action.
CREATE OR REPLACE FUNCTION agora_work.forbid_action(
    p_action  text,
    p_reason  text,
    p_actor   bigint DEFAULT agora.current_principal()
)
RETURNS agora_work.allowed_action
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $forbid_action$
DECLARE
    v_made agora_work.allowed_action;
BEGIN
    PERFORM agora._act_as(p_actor);
    PERFORM agora._check_text('p_reason', p_reason, 1000);
    UPDATE agora_work.action AS a
       SET is_allowed = false, changed_by = p_actor, changed_at = agora.now()
     WHERE a.action = p_action AND a.is_allowed;
    IF FOUND THEN
        PERFORM agora_work._testify('actions', 'security', 'action.forbidden', 'warning', p_action, jsonb_build_object('reason', p_reason), NULL, p_actor);
    END IF;
    SELECT a.* INTO v_made FROM agora_work.allowed_action AS a WHERE a.action = p_action;
    IF NOT FOUND THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZW050',
            MESSAGE = 'action is not allowed',
            DETAIL  = format('p_action=%s', left(coalesce(p_action, 'NULL'), 200)),
            HINT    = 'There is no such action; see agora_work.allowed_action.';
    END IF;
    RETURN v_made;
END;
$forbid_action$;

COMMENT ON FUNCTION agora_work.forbid_action(text, text, bigint)
    IS 'Stop signed messages from asking for an action.';
REVOKE ALL ON FUNCTION agora_work.forbid_action(text, text, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_work.forbid_action(text, text, bigint) TO agora_operator;
