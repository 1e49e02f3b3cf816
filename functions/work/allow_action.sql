-- Lets messages ask for an action. Repeated, it replaces function and description, and allows again what was forbidden.
-- Errors: 22023 · 42501 · ZA001.   Locks: the action.
CREATE OR REPLACE FUNCTION agora_work.allow_action(
    p_action       text,
    p_function     text,
    p_description  text,
    p_actor        bigint DEFAULT agora.current_principal()
)
RETURNS agora_work.allowed_action
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $allow_action$
DECLARE
    v_made agora_work.allowed_action;
BEGIN
    PERFORM agora._act_as(p_actor);
    PERFORM agora._check_text('p_description', p_description, 1000);
    IF p_action IS NULL OR p_action !~ '^[a-z][a-z0-9_]*([.][a-z][a-z0-9_]*)*$' OR length(p_action) > 100
       OR agora_work._callable(p_function) IS NULL OR p_function LIKE 'agora\_work.submit' THEN
        RAISE EXCEPTION USING
            ERRCODE = '22023',
            MESSAGE = 'action cannot be allowed',
            DETAIL  = format('p_action=%s p_function=%s', left(coalesce(p_action, 'NULL'), 200), left(coalesce(p_function, 'NULL'), 200)),
            HINT    = 'The name is lower case, with dots; the function, with its schema, is one of agora''s own for agora_service that takes p_actor, and not submit() itself.';
    END IF;
    INSERT INTO agora_work.action (action, function_name, description, changed_by, changed_at)
    VALUES (p_action, p_function, p_description, p_actor, agora.now())
    ON CONFLICT ON CONSTRAINT action_pk DO UPDATE
       SET function_name = excluded.function_name, description = excluded.description, is_allowed = true,
           changed_by = excluded.changed_by, changed_at = excluded.changed_at;
    PERFORM agora_work._testify('actions', 'security', 'action.allowed', 'warning', p_action, jsonb_build_object('function', p_function), NULL, p_actor);
    SELECT a.* INTO v_made FROM agora_work.allowed_action AS a WHERE a.action = p_action;
    RETURN v_made;
END;
$allow_action$;

COMMENT ON FUNCTION agora_work.allow_action(text, text, text, bigint)
    IS 'Let signed messages ask for an action, and say which function for services does it.';
REVOKE ALL ON FUNCTION agora_work.allow_action(text, text, text, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_work.allow_action(text, text, text, bigint) TO agora_operator;
