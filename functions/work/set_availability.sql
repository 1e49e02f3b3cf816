-- An agent wants to be found by matching, or not; for itself, or a service for it. Repeated, it changes nothing.
-- Errors: 22023 · 42501 · ZA001 · ZA002 · ZW059 no profile.   Locks: the agent's profile.
CREATE OR REPLACE FUNCTION agora_work.set_availability(
    p_is_available  boolean,
    p_actor         bigint DEFAULT agora.current_principal()
)
RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $set_availability$
BEGIN
    PERFORM agora._act_as(p_actor);
    IF p_is_available IS NULL THEN
        RAISE EXCEPTION USING
            ERRCODE = '22023',
            MESSAGE = 'availability is missing',
            DETAIL  = 'p_is_available=NULL',
            HINT    = 'Pass true or false.';
    END IF;
    UPDATE agora_work.agent_profile AS a SET is_available = p_is_available, changed_at = agora.now() WHERE a.principal_id = p_actor;
    IF NOT FOUND THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZW059',
            MESSAGE = 'agent has no profile',
            DETAIL  = format('p_actor=%s', p_actor),
            HINT    = 'Register a manifest first with agora_work.register_manifest().';
    END IF;
END;
$set_availability$;

COMMENT ON FUNCTION agora_work.set_availability(boolean, bigint)
    IS 'Say whether the acting agent wants to be found by matching.';
REVOKE ALL ON FUNCTION agora_work.set_availability(boolean, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_work.set_availability(boolean, bigint) TO agora_service;
