-- Who may do what others asked for: a login that is not bound, so no agent's; for sandbox jobs also an operator or a reviewer, because the
-- outcome vouches for code.
-- Errors: 22023 unknown kind · 42501.
CREATE OR REPLACE FUNCTION agora_work._check_worker(
    p_kind   text,
    p_actor  bigint
)
RETURNS void
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $_check_worker$
BEGIN
    IF p_kind IS NULL OR p_kind NOT IN ('sandbox', 'exec', 'http') THEN
        RAISE EXCEPTION USING
            ERRCODE = '22023',
            MESSAGE = 'unknown kind of request',
            DETAIL  = format('p_kind=%s', left(coalesce(p_kind, 'NULL'), 100)),
            HINT    = 'Known: sandbox, exec, http.';
    ELSIF agora.visible_principal() <> 0 THEN
        RAISE EXCEPTION USING
            ERRCODE = '42501',
            MESSAGE = 'a bound login is no worker',
            DETAIL  = format('login=%s', session_user),
            HINT    = 'Give the worker a login of its own, a member of agora_service that is bound to nobody.';
    ELSIF p_kind = 'sandbox' AND NOT agora._is_operator(p_actor)
          AND NOT EXISTS (SELECT 1 FROM agora_memory.reviewer AS r WHERE r.principal_id = p_actor) THEN
        RAISE EXCEPTION USING
            ERRCODE = '42501',
            MESSAGE = 'this worker may not vouch for code',
            DETAIL  = format('actor=%s', p_actor),
            HINT    = 'An operator appoints the principal of the worker with agora_memory.appoint_reviewer().';
    END IF;
END;
$_check_worker$;

COMMENT ON FUNCTION agora_work._check_worker(text, bigint)
    IS 'Refuse a worker that may not take requests of a kind.';
REVOKE ALL ON FUNCTION agora_work._check_worker(text, bigint) FROM PUBLIC;
