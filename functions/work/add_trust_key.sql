-- Trusts a public key: from then on what it signs is said by the principal. The name is the natural key: the same call again
-- returns the same key.
-- Errors: 22023 · 42501 · ZA001 · ZW052 name or key taken.   Emits: work.key.added.v1.
CREATE OR REPLACE FUNCTION agora_work.add_trust_key(
    p_kid              text,
    p_principal        bigint,
    p_public_key       bytea,
    p_valid_until      timestamptz DEFAULT NULL,
    p_signs_manifests  boolean     DEFAULT false,
    p_actor            bigint      DEFAULT agora.current_principal()
)
RETURNS agora_work.registered_key
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $add_trust_key$
DECLARE
    v_now  timestamptz := agora.now();
BEGIN
    PERFORM agora._act_as(p_actor);
    PERFORM agora._check_text('p_kid', p_kid, 200);
    PERFORM agora._check_principal('p_principal', p_principal);
    IF p_principal < 1000 OR p_signs_manifests IS NULL OR p_valid_until <= v_now OR NOT isfinite(p_valid_until) THEN
        RAISE EXCEPTION USING
            ERRCODE = '22023',
            MESSAGE = 'key cannot be added so',
            DETAIL  = format('p_principal=%s p_signs_manifests=%s p_valid_until=%s', p_principal, coalesce(p_signs_manifests::text, 'NULL'),
                             coalesce(p_valid_until::text, 'NULL')),
            HINT    = 'Seeded principals sign nothing; the end of its validity is in the future, or NULL.';
    END IF;
    RETURN agora_work._write_key(ROW(p_kid, p_principal, p_public_key, p_signs_manifests, v_now, p_valid_until, NULL, NULL, NULL, p_actor, v_now)::agora_work.trust_key);
END;
$add_trust_key$;

COMMENT ON FUNCTION agora_work.add_trust_key(text, bigint, bytea, timestamptz, boolean, bigint)
    IS 'Trust an Ed25519 public key (32 bytes) of a principal, until a time if one is given; p_signs_manifests lets it vouch for others.';
REVOKE ALL ON FUNCTION agora_work.add_trust_key(text, bigint, bytea, timestamptz, boolean, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_work.add_trust_key(text, bigint, bytea, timestamptz, boolean, bigint) TO agora_operator;
