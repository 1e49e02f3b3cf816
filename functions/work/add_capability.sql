-- Adds a word to the vocabulary. The code is the natural key: the same call again returns the same id.
-- Errors: 22023 · 42501 · ZA001 · ZW053 code taken.
CREATE OR REPLACE FUNCTION agora_work.add_capability(
    p_code         text,
    p_description  text,
    p_sensitive    boolean DEFAULT false,
    p_actor        bigint  DEFAULT agora.current_principal()
)
RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $add_capability$
DECLARE
    v_found agora_work.capability;
BEGIN
    PERFORM agora._act_as(p_actor);
    PERFORM agora._check_text('p_description', p_description, 1000);
    IF p_code IS NULL OR p_code !~ '^[a-z0-9][a-z0-9-]*(:[a-z0-9][a-z0-9-]*){1,2}$' OR length(p_code) > 64 OR p_sensitive IS NULL THEN
        RAISE EXCEPTION USING
            ERRCODE = '22023',
            MESSAGE = 'capability is not usable',
            DETAIL  = format('p_code=%s p_sensitive=%s', left(coalesce(p_code, 'NULL'), 200), coalesce(p_sensitive::text, 'NULL')),
            HINT    = 'The code is category:skill or domain:category:skill in lower case, at most 64 characters.';
    END IF;
    INSERT INTO agora_work.capability AS c (code, description, is_sensitive, added_by, added_at)
    VALUES (p_code, p_description, p_sensitive, p_actor, agora.now())
    ON CONFLICT ON CONSTRAINT capability_code_uq DO NOTHING
    RETURNING c.* INTO v_found;
    IF NOT FOUND THEN
        SELECT c.* INTO v_found FROM agora_work.capability AS c WHERE c.code = p_code;
        IF (v_found.description, v_found.is_sensitive) IS DISTINCT FROM (p_description, p_sensitive) THEN
            RAISE EXCEPTION USING
                ERRCODE = 'ZW053',
                MESSAGE = 'capability exists with other facts',
                DETAIL  = format('code=%s capability_id=%s is_sensitive=%s', p_code, v_found.capability_id, v_found.is_sensitive),
                HINT    = 'Use it as it is, or another code; see agora_work.known_capability.';
        END IF;
    END IF;
    RETURN v_found.capability_id;
END;
$add_capability$;

COMMENT ON FUNCTION agora_work.add_capability(text, text, boolean, bigint)
    IS 'Add a capability (category:skill or domain:category:skill); a sensitive one is only ever granted by an operator.';
REVOKE ALL ON FUNCTION agora_work.add_capability(text, text, boolean, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_work.add_capability(text, text, boolean, bigint) TO agora_operator;
