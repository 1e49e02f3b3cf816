-- Registers a human, agent or service. The name is the natural key: the same call again returns the same id.
-- Errors: 22023 · 42501 · ZA001 · ZA002 · ZA004 name taken with other facts.
CREATE OR REPLACE FUNCTION agora.register_principal(
    p_name   text,
    p_kind   text   DEFAULT 'agent',
    p_meta   jsonb  DEFAULT '{}',
    p_actor  bigint DEFAULT agora.current_principal()
)
RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET enable_seqscan = off
AS $register_principal$
DECLARE
    v_now    timestamptz := agora.now();
    v_found  agora.principal;
BEGIN
    PERFORM agora._act_as(p_actor);
    PERFORM agora._check_text('p_name', p_name, 200);
    PERFORM agora._check_object('p_meta', p_meta);
    IF p_kind IS NULL OR p_kind NOT IN ('human', 'agent', 'service') THEN
        RAISE EXCEPTION USING
            ERRCODE = '22023',
            MESSAGE = 'unknown kind of principal',
            DETAIL  = format('p_kind=%s', coalesce(p_kind, 'NULL')),
            HINT    = 'Use human, agent or service.';
    END IF;

    INSERT INTO agora.principal AS p (name, kind, meta, created_at)
    VALUES (p_name, p_kind, p_meta, v_now)
    ON CONFLICT ON CONSTRAINT principal_name_uq DO NOTHING
    RETURNING p.* INTO v_found;
    IF FOUND THEN
        RETURN v_found.principal_id;
    END IF;

    SELECT p.* INTO v_found FROM agora.principal AS p WHERE p.name = p_name;
    IF v_found.principal_id < 1000 OR v_found.kind <> p_kind OR v_found.meta <> p_meta THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZA004',
            MESSAGE = 'principal name is taken',
            DETAIL  = format('name=%s principal_id=%s kind=%s', p_name, v_found.principal_id, v_found.kind),
            HINT    = 'Choose another name, or repeat the call with the facts first registered.';
    END IF;
    RETURN v_found.principal_id;
END;
$register_principal$;

COMMENT ON FUNCTION agora.register_principal(text, text, jsonb, bigint)
    IS 'Register a principal (human, agent or service) and return its id; the same call again returns the same id.';
REVOKE ALL ON FUNCTION agora.register_principal(text, text, jsonb, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora.register_principal(text, text, jsonb, bigint) TO agora_service;
