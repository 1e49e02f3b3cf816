-- Why a call is denied: the first of server, path, method and headers that no route allows.
CREATE OR REPLACE FUNCTION agora_work._call_denial(
    p_principal  bigint,
    p_target     bigint,
    p_method     text,
    p_path       text,
    p_headers    text[]
)
RETURNS text
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $_call_denial$
DECLARE
    v_found record;
BEGIN
    IF p_target IS NULL THEN
        RETURN 'target';
    ELSIF NOT agora_work._is_plain_path(p_path) THEN
        RETURN 'path';
    END IF;
    SELECT count(*) AS routes, coalesce(bool_or(p_method = ANY (r.methods)), false) AS method,
           coalesce(bool_or(p_method = ANY (r.methods) AND p_headers <@ r.headers), false) AS headers
      INTO v_found
      FROM agora_work.proxy_route AS r
     WHERE r.proxy_target_id = p_target AND r.ended_at IS NULL AND (r.principal_id IS NULL OR r.principal_id = p_principal)
       AND agora_work._matches(p_path, r.path_pattern);
    RETURN CASE WHEN v_found.routes = 0 THEN 'path' WHEN NOT v_found.method THEN 'method' WHEN NOT v_found.headers THEN 'headers' END;
END;
$_call_denial$;

COMMENT ON FUNCTION agora_work._call_denial(bigint, bigint, text, text, text[])
    IS 'Why a call is denied: target, path, method, headers; NULL where a route allows it.';
REVOKE ALL ON FUNCTION agora_work._call_denial(bigint, bigint, text, text, text[]) FROM PUBLIC;
