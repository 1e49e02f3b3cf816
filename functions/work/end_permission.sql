-- Ends a command, a server or a route: from now on it is denied. A server takes its routes with it. What is queued is denied when a worker
-- comes for it; what one has begun is done.
-- Errors: 22023 · 42501 · ZA001 · ZA002 · ZW105 unknown, or ended.   Locks: the permission, the stream of the witness.
CREATE OR REPLACE FUNCTION agora_work.end_permission(
    p_kind    text,
    p_id      bigint,
    p_reason  text,
    p_actor   bigint DEFAULT agora.current_principal()
)
RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $end_permission$
DECLARE
    v_now timestamptz := agora.now();
BEGIN
    PERFORM agora._act_as(p_actor);
    PERFORM agora._check_text('p_reason', p_reason, 1000);
    IF p_kind = 'command' THEN
        UPDATE agora_work.exec_policy AS e SET ended_by = p_actor, ended_at = v_now WHERE e.exec_policy_id = p_id AND e.ended_at IS NULL;
    ELSIF p_kind = 'target' THEN
        UPDATE agora_work.proxy_target AS t SET ended_by = p_actor, ended_at = v_now WHERE t.proxy_target_id = p_id AND t.ended_at IS NULL;
    ELSIF p_kind = 'route' THEN
        UPDATE agora_work.proxy_route AS r SET ended_by = p_actor, ended_at = v_now WHERE r.proxy_route_id = p_id AND r.ended_at IS NULL;
    ELSE
        RAISE EXCEPTION USING
            ERRCODE = '22023',
            MESSAGE = 'unknown kind of permission',
            DETAIL  = format('p_kind=%s', left(coalesce(p_kind, 'NULL'), 100)),
            HINT    = 'Known: command, target, route.';
    END IF;
    IF NOT FOUND THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZW105',
            MESSAGE = 'no such permission holds',
            DETAIL  = format('p_kind=%s p_id=%s', p_kind, coalesce(p_id::text, 'NULL')),
            HINT    = 'See agora_work.exec_permission and agora_work.proxy_permission.';
    END IF;
    PERFORM agora_work._testify('permissions', 'security', p_kind || '.ended', 'warning', p_id::text, jsonb_build_object('reason', p_reason), NULL, p_actor);
END;
$end_permission$;

COMMENT ON FUNCTION agora_work.end_permission(text, bigint, text, bigint)
    IS 'End a permission: p_kind is command, target or route, p_id its key.';
REVOKE ALL ON FUNCTION agora_work.end_permission(text, bigint, text, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_work.end_permission(text, bigint, text, bigint) TO agora_operator;
