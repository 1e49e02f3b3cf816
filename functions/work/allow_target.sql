-- Names a server that routes can be opened on. What an alias stands for never changes: end it and allow another. Unless it is private, a
-- name that leads to an address of one's own network is not followed.
-- Errors: 22023 · 42501 · ZA001 · ZA002 · ZA003.   Locks: the key's row, the stream of the witness.
CREATE OR REPLACE FUNCTION agora_work.allow_target(
    p_alias       text,
    p_base_url    text,
    p_reason      text,
    p_seconds     integer DEFAULT 10,
    p_is_private  boolean DEFAULT false,
    p_key         text    DEFAULT NULL,
    p_actor       bigint  DEFAULT agora.current_principal()
)
RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $allow_target$
DECLARE
    v_target bigint;
BEGIN
    PERFORM agora._act_as(p_actor);
    PERFORM agora._check_text('p_key', p_key, 200), agora._check_text('p_alias', p_alias, 60), agora._check_text('p_base_url', p_base_url, 1000),
            agora._check_text('p_reason', p_reason, 1000), agora._check_number('p_seconds', p_seconds, 1, 60);
    IF p_is_private IS NULL OR p_alias !~ '^[a-z][a-z0-9_-]{0,59}$'
       OR p_base_url !~ '^https?://[a-z0-9]([a-z0-9-]*[a-z0-9])?([.][a-z0-9]([a-z0-9-]*[a-z0-9])?)*(:[1-9][0-9]{0,4})?(/[A-Za-z0-9_~-][A-Za-z0-9_.~-]*)*$'
       OR substring(p_base_url FROM '^https?://[^/:]+:([0-9]+)')::integer > 65535 THEN
        RAISE EXCEPTION USING
            ERRCODE = '22023',
            MESSAGE = 'server cannot be allowed so',
            DETAIL  = format('p_alias=%s p_base_url=%s p_is_private=%s', p_alias, left(p_base_url, 200), coalesce(p_is_private::text, 'NULL')),
            HINT    = 'The alias is a word in lower case; the URL has a scheme, a host in lower case, perhaps a port and a path, and nothing else.';
    END IF;
    v_target := agora._first_result('allow_target', p_actor, p_key, jsonb_build_array(p_alias, p_base_url, p_reason, p_seconds, p_is_private))::bigint;
    IF v_target IS NOT NULL THEN
        RETURN v_target;
    END IF;
    INSERT INTO agora_work.proxy_target AS t (alias, base_url, max_seconds, is_private, reason, allowed_by, allowed_at)
    VALUES (p_alias, p_base_url, p_seconds, p_is_private, p_reason, p_actor, agora.now())
    ON CONFLICT (alias) WHERE ended_at IS NULL DO NOTHING
    RETURNING t.proxy_target_id INTO v_target;
    IF v_target IS NULL THEN
        RAISE EXCEPTION USING
            ERRCODE = '22023',
            MESSAGE = 'alias stands for another server',
            DETAIL  = format('p_alias=%s', p_alias),
            HINT    = 'End it first with agora_work.end_permission(), or take another alias.';
    END IF;
    PERFORM agora_work._testify('permissions', 'security', 'target.allowed', 'warning', p_alias,
            jsonb_build_object('proxy_target_id', v_target, 'base_url', p_base_url, 'seconds', p_seconds, 'is_private', p_is_private, 'reason', p_reason), NULL, p_actor);
    PERFORM agora._keep_result('allow_target', p_actor, p_key, to_jsonb(v_target));
    RETURN v_target;
END;
$allow_target$;

COMMENT ON FUNCTION agora_work.allow_target(text, text, text, integer, boolean, text, bigint)
    IS 'Name a server by an alias and a base URL, with calls of p_seconds (1 to 60) at most, in one''s own network or not; returns its key.';
REVOKE ALL ON FUNCTION agora_work.allow_target(text, text, text, integer, boolean, text, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_work.allow_target(text, text, text, integer, boolean, text, bigint) TO agora_operator;
