-- Who may speak for an agent: itself, and the seeded principals, which only a session may be that is bound to nobody.
-- Errors: 42501.
CREATE OR REPLACE FUNCTION agora_work._check_self(
    p_agent  bigint,
    p_actor  bigint
)
RETURNS void
LANGUAGE plpgsql IMMUTABLE
AS $_check_self$
BEGIN
    IF p_agent IS DISTINCT FROM p_actor AND p_actor > 3 THEN
        RAISE EXCEPTION USING
            ERRCODE = '42501',
            MESSAGE = 'an agent speaks only for itself',
            DETAIL  = format('p_agent=%s actor=%s', coalesce(p_agent::text, 'NULL'), p_actor),
            HINT    = 'Name the agent that acts, or act as the service.';
    END IF;
END;
$_check_self$;

COMMENT ON FUNCTION agora_work._check_self(bigint, bigint)
    IS 'Refuse an actor that is neither the agent nor a seeded principal.';
REVOKE ALL ON FUNCTION agora_work._check_self(bigint, bigint) FROM PUBLIC;
