-- Takes a signed manifest. Signed by the agent itself it says what the agent declares; by a key that vouches for others, what is
-- verified. It replaces what the manifest before it said, and nothing else: grants, breakers, budgets and reputation stay as they are.
-- Who is suspended says nothing, by whoever's hand.
-- Errors: 42501 · ZA001 · ZA002 · ZW040 size · ZW041 to ZW044 key and signature (ZW042, ZW043) · ZW054 unknown capability · ZW055 form
-- · ZW056 sensitive · ZW057 signer · ZW058 version.   Locks: the key, the agent's profile, the agent.   Emits: work.manifest.registered.v1.
CREATE OR REPLACE FUNCTION agora_work.register_manifest(
    p_manifest   bytea,
    p_signature  bytea,
    p_kid        text,
    p_actor      bigint DEFAULT agora.current_principal()
)
RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $register_manifest$
DECLARE
    v_now       timestamptz := agora.now();
    v_key       agora_work.trust_key;
    v_facts     agora_work.manifest_facts;
    v_standing  text;
    v_last      bigint;
    v_manifest  bigint;
BEGIN
    PERFORM agora._act_as(p_actor);
    IF p_manifest IS NULL OR octet_length(p_manifest) > 100000 THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZW040',
            MESSAGE = 'message is missing or too large',
            DETAIL  = format('bytes=%s limit=100000', coalesce(octet_length(p_manifest)::text, 'NULL')),
            HINT    = 'A manifest names codes and levels, nothing more.';
    END IF;
    PERFORM FROM agora_work.trust_key AS k WHERE k.kid = p_kid FOR SHARE; -- whoever revokes it withdraws what was signed before, or comes first
    v_key := agora_work._signing_key(p_kid, p_manifest, p_signature);
    PERFORM agora._check_principal('p_kid', v_key.principal_id, true);
    v_facts := agora_work._read_manifest(p_manifest);
    v_standing := CASE WHEN v_key.principal_id = v_facts.principal_id THEN 'declared' WHEN v_key.signs_manifests THEN 'verified' END;
    IF v_standing IS NULL THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZW057',
            MESSAGE = 'key may not sign for this agent',
            DETAIL  = format('kid=%s principal_id=%s', p_kid, v_facts.principal_id),
            HINT    = 'An agent signs for itself; keys on the list of agora_work.add_trust_key(p_signs_manifests => true) vouch for others.';
    END IF;
    PERFORM agora_work._open_profile(v_facts.principal_id);
    -- By a key that was revoked nothing counts, not even its versions, of which the highest would else be the last for ever; none is taken twice.
    SELECT max(m.version) INTO v_last
      FROM agora_work.capability_manifest AS m
      JOIN agora_work.trust_key AS k ON k.kid = m.kid
     WHERE m.principal_id = v_facts.principal_id AND m.standing = v_standing AND (k.revoked_at IS NULL OR m.version = v_facts.version);
    IF v_facts.version <= v_last THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZW058',
            MESSAGE = 'manifest is not newer than the last',
            DETAIL  = format('principal_id=%s standing=%s version=%s last=%s', v_facts.principal_id, v_standing, v_facts.version, v_last),
            HINT    = 'A version is taken once; sign a manifest with a higher one.';
    END IF;
    INSERT INTO agora_work.capability_manifest AS m (principal_id, standing, version, kid, document, signature, registered_by, registered_at)
    VALUES (v_facts.principal_id, v_standing, v_facts.version, p_kid, p_manifest, p_signature, p_actor, v_now)
    RETURNING m.manifest_id INTO v_manifest;
    UPDATE agora_work.agent_profile AS a
       SET cost_usd = v_facts.cost_usd, model = v_facts.model, pattern = v_facts.pattern, changed_at = v_now
     WHERE a.principal_id = v_facts.principal_id
       AND (v_standing = 'verified' -- what others vouch for is not talked over
            OR NOT EXISTS (SELECT FROM agora_work.capability_manifest AS m JOIN agora_work.trust_key AS k ON k.kid = m.kid
                            WHERE m.principal_id = v_facts.principal_id AND m.standing = 'verified' AND k.revoked_at IS NULL));
    DELETE FROM agora_work.agent_capability AS a
     WHERE a.principal_id = v_facts.principal_id AND a.standing = v_standing AND a.granted_by IS NULL;
    INSERT INTO agora_work.agent_capability (principal_id, capability_id, standing, level, expires_at, manifest_id, changed_at)
    SELECT v_facts.principal_id, c.capability_id, v_standing, c.level, v_facts.expires_at, v_manifest, v_now
      FROM unnest(v_facts.capability_ids, v_facts.levels) AS c(capability_id, level)
    ON CONFLICT ON CONSTRAINT agent_capability_pk DO NOTHING; -- a grant stays
    PERFORM agora_work._refresh_capabilities(ARRAY[v_facts.principal_id]);
    PERFORM agora_event._emit('work.manifest.registered.v1', v_facts.principal_id::text, jsonb_build_object('manifest_id', v_manifest,
            'principal_id', v_facts.principal_id, 'standing', v_standing, 'version', v_facts.version, 'kid', p_kid), NULL, p_actor);
    PERFORM agora_work._testify(format('operations:%s', v_facts.principal_id), 'operations', 'manifest.registered', 'info', v_manifest::text,
            jsonb_build_object('standing', v_standing, 'version', v_facts.version, 'kid', p_kid, 'sha256', encode(sha256(p_manifest), 'hex')), NULL, p_actor);
    RETURN v_manifest;
END;
$register_manifest$;

COMMENT ON FUNCTION agora_work.register_manifest(bytea, bytea, text, bigint)
    IS 'Take a signed manifest of an agent''s capabilities, cost and model (UTF-8 JSON; Ed25519, 64 bytes); returns its id.';
REVOKE ALL ON FUNCTION agora_work.register_manifest(bytea, bytea, text, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_work.register_manifest(bytea, bytea, text, bigint) TO agora_service;
