-- What the lists say now to a request as it was asked: why it is denied, or how long it may take and, of a call, where it goes. Asked when
-- a request comes, and again when a worker takes it.
CREATE OR REPLACE FUNCTION agora_work._permission(
    p_kind          text,
    p_requester     bigint,
    p_body          jsonb,
    OUT denial      text,
    OUT seconds     integer,
    OUT url         text,
    OUT is_private  boolean
)
RETURNS record
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $_permission$
DECLARE
    v_arguments  text[];
    v_named      boolean;
    v_target     agora_work.proxy_target;
BEGIN
    denial := agora_work._standing_denial(p_requester, CASE p_kind WHEN 'exec' THEN 'system:process:execute' WHEN 'http' THEN 'network:http:external' END);
    IF denial IS NOT NULL OR p_kind = 'sandbox' THEN
        RETURN;
    ELSIF p_kind = 'exec' THEN
        v_arguments := ARRAY(SELECT a.value FROM jsonb_array_elements_text(p_body -> 'arguments') WITH ORDINALITY AS a(value, place) ORDER BY a.place);
        SELECT count(*) > 0, max(e.max_seconds) FILTER (WHERE agora_work._fits(v_arguments, e.patterns, e.rest_pattern))
          INTO v_named, seconds
          FROM agora_work.exec_policy AS e
         WHERE e.command = p_body ->> 'command' AND e.ended_at IS NULL AND (e.principal_id IS NULL OR e.principal_id = p_requester);
        denial := CASE WHEN NOT v_named THEN 'command' WHEN seconds IS NULL THEN 'arguments' END;
        RETURN;
    END IF;
    SELECT t.* INTO v_target FROM agora_work.proxy_target AS t WHERE t.alias = p_body ->> 'target' AND t.ended_at IS NULL;
    denial := agora_work._call_denial(p_requester, v_target.proxy_target_id, p_body ->> 'method', p_body ->> 'path',
                                      ARRAY(SELECT lower(h.name) FROM jsonb_object_keys(p_body -> 'headers') AS h(name)));
    IF denial IS NULL THEN
        seconds    := v_target.max_seconds;
        url        := v_target.base_url || (p_body ->> 'path');
        is_private := v_target.is_private;
    END IF;
END;
$_permission$;

COMMENT ON FUNCTION agora_work._permission(text, bigint, jsonb)
    IS 'Why a request is denied now, or what it may: seconds, and of a call its URL and whether that is in one''s own network.';
REVOKE ALL ON FUNCTION agora_work._permission(text, bigint, jsonb) FROM PUBLIC;
