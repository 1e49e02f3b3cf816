-- Opens paths of a server to methods, with headers of the caller's own; never Host, Authorization or the like.
-- Errors: 22023 · 42501 · ZA001 · ZA002 · ZA003 · ZW105 unknown server.   Locks: the key's row, the server, the stream of the witness.
CREATE OR REPLACE FUNCTION agora_work.allow_route(
    p_target     text,
    p_methods    text[],
    p_path       text,
    p_reason     text,
    p_headers    text[] DEFAULT '{}',
    p_principal  bigint DEFAULT NULL,
    p_key        text   DEFAULT NULL,
    p_actor      bigint DEFAULT agora.current_principal()
)
RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $allow_route$
DECLARE
    v_target  bigint;
    v_route   bigint;
BEGIN
    PERFORM agora._act_as(p_actor);
    PERFORM agora._check_text('p_key', p_key, 200), agora._check_text('p_reason', p_reason, 1000), agora_work._check_pattern('p_path', p_path);
    IF p_principal IS NOT NULL THEN
        PERFORM agora._check_principal('p_principal', p_principal);
    END IF;
    IF p_methods IS NULL OR cardinality(p_methods) = 0 OR NOT p_methods <@ '{GET,HEAD,POST,PUT,PATCH,DELETE}' OR p_headers IS NULL
       OR EXISTS (SELECT 1 FROM unnest(p_headers) AS h(name) WHERE agora_work._is_header(h.name) IS NOT TRUE) THEN
        RAISE EXCEPTION USING
            ERRCODE = '22023',
            MESSAGE = 'route cannot be opened so',
            DETAIL  = format('p_methods=%s p_headers=%s', coalesce(p_methods::text, 'NULL'), left(coalesce(p_headers::text, 'NULL'), 300)),
            HINT    = 'Methods are of GET, HEAD, POST, PUT, PATCH, DELETE; headers in lower case, none that frames the message or says who calls.';
    END IF;
    v_route := agora._first_result('allow_route', p_actor, p_key, jsonb_build_array(p_target, p_methods, p_path, p_reason, p_headers, p_principal))::bigint;
    IF v_route IS NOT NULL THEN
        RETURN v_route;
    END IF;
    SELECT t.proxy_target_id INTO v_target FROM agora_work.proxy_target AS t WHERE t.alias = p_target AND t.ended_at IS NULL FOR NO KEY UPDATE;
    IF NOT FOUND THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZW105',
            MESSAGE = 'unknown server',
            DETAIL  = format('p_target=%s', left(coalesce(p_target, 'NULL'), 100)),
            HINT    = 'Allow it first with agora_work.allow_target().';
    END IF;
    INSERT INTO agora_work.proxy_route AS r (proxy_target_id, principal_id, methods, path_pattern, headers, reason, allowed_by, allowed_at)
    VALUES (v_target, p_principal, p_methods, p_path, p_headers, p_reason, p_actor, agora.now())
    RETURNING r.proxy_route_id INTO v_route;
    PERFORM agora_work._testify('permissions', 'security', 'route.allowed', 'warning', p_target, jsonb_build_object('proxy_route_id', v_route,
            'principal_id', p_principal, 'methods', p_methods, 'path', p_path, 'headers', p_headers, 'reason', p_reason), NULL, p_actor);
    PERFORM agora._keep_result('allow_route', p_actor, p_key, to_jsonb(v_route));
    RETURN v_route;
END;
$allow_route$;

COMMENT ON FUNCTION agora_work.allow_route(text, text[], text, text, text[], bigint, text, bigint)
    IS 'Open the paths of a server that match a pattern, query included, to methods and headers, for a principal or all with the capability; returns its key.';
REVOKE ALL ON FUNCTION agora_work.allow_route(text, text[], text, text, text[], bigint, text, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_work.allow_route(text, text[], text, text, text[], bigint, text, bigint) TO agora_operator;
