-- Revokes the credentials of an agent that are still good, all or those of a task: when the task ends, or something is wrong. Repeated,
-- it finds none.
-- Errors: 22023 · 42501 · ZA001 · ZA002.   Locks: those credentials, in the order of their ids.
CREATE OR REPLACE FUNCTION agora_work.revoke_credentials(
    p_agent   bigint,
    p_reason  text,
    p_task    text   DEFAULT NULL,
    p_actor   bigint DEFAULT agora.current_principal()
)
RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $revoke_credentials$
BEGIN
    PERFORM agora._act_as(p_actor);
    PERFORM agora._check_principal('p_agent', p_agent), agora._check_text('p_reason', p_reason, 1000), agora._check_text('p_task', p_task, 200, p_optional => true);
    IF agora.visible_principal() NOT IN (0, p_agent) THEN
        RAISE EXCEPTION USING
            ERRCODE = '42501',
            MESSAGE = 'credentials of another agent',
            DETAIL  = format('p_agent=%s login=%s', p_agent, session_user),
            HINT    = 'A bound login gives back its own.';
    END IF;
    RETURN agora_work._revoke_credentials(p_agent, p_task, p_reason, p_actor);
END;
$revoke_credentials$;

COMMENT ON FUNCTION agora_work.revoke_credentials(bigint, text, text, bigint)
    IS 'Revoke what is still good of an agent''s credentials, all or those of a task; returns how many.';
REVOKE ALL ON FUNCTION agora_work.revoke_credentials(bigint, text, text, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_work.revoke_credentials(bigint, text, text, bigint) TO agora_service;
