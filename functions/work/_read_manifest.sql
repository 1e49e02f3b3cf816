-- Reads what a manifest says. Only called when its signature is known to be right.
-- Errors: ZA001 unknown agent · ZW054 unknown capability · ZW055 not a manifest · ZW056 sensitive capability.
CREATE OR REPLACE FUNCTION agora_work._read_manifest(p_manifest bytea)
RETURNS agora_work.manifest_facts
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $_read_manifest$
DECLARE
    v_told   jsonb := agora_work._json_of(p_manifest);
    v_wrong  text;
    v_facts  agora_work.manifest_facts;
BEGIN
    v_wrong := CASE
        WHEN v_told IS NULL THEN 'all'
        WHEN NOT v_told ?& '{agent,version,cost_usd,capabilities}' OR v_told - '{agent,version,cost_usd,model,pattern,expires_at,capabilities}'::text[] <> '{}' THEN 'fields'
        WHEN jsonb_typeof(v_told -> 'agent') <> 'string' OR NOT agora._is_text(v_told -> 'agent', 200) THEN 'agent'
        WHEN jsonb_typeof(v_told -> 'version') <> 'number' OR NOT agora._is_number(v_told -> 'version', 1, 9223372036854775807, 0) THEN 'version'
        WHEN jsonb_typeof(v_told -> 'cost_usd') <> 'number' OR NOT agora._is_number(v_told -> 'cost_usd', 0, 10000, 6) THEN 'cost_usd'
        WHEN NOT agora._is_text(v_told -> 'model', 200) THEN 'model'
        WHEN coalesce(v_told ->> 'pattern', 'steady') NOT IN ('early', 'steady', 'late') THEN 'pattern'
        WHEN NOT agora._is_time(v_told -> 'expires_at') OR (v_told ->> 'expires_at')::timestamptz <= agora.now() THEN 'expires_at'
        WHEN jsonb_typeof(v_told -> 'capabilities') <> 'object' OR v_told -> 'capabilities' = '{}' THEN 'capabilities'
        WHEN EXISTS (SELECT 1 FROM jsonb_each(v_told -> 'capabilities') AS e
                      WHERE jsonb_typeof(e.value) <> 'number' OR NOT agora._is_number(e.value, 1, 4, 0)) THEN 'capabilities' END;
    IF v_wrong IS NOT NULL THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZW055',
            MESSAGE = 'message is not a manifest',
            DETAIL  = format('wrong=%s value=%s', v_wrong, coalesce(left(v_told ->> v_wrong, 200), 'NULL')),
            HINT    = 'A JSON object in UTF-8 with agent (a name), version, cost_usd (an hour, 0 to 10000), capabilities (codes with levels 1 to 4) and, if you like, model, pattern (early, steady, late) and expires_at; no name twice.';
    END IF;
    v_facts.capability_ids := agora_work._capability_ids('capabilities', ARRAY(SELECT jsonb_object_keys(v_told -> 'capabilities')));
    PERFORM agora_work._refuse_sensitive(v_facts.capability_ids);
    SELECT p.principal_id INTO v_facts.principal_id FROM agora.principal AS p WHERE p.name = v_told ->> 'agent';
    PERFORM agora._check_principal('agent', v_facts.principal_id);
    v_facts.version    := (v_told -> 'version')::bigint;
    v_facts.cost_usd   := (v_told -> 'cost_usd')::numeric;
    v_facts.model      := v_told ->> 'model';
    v_facts.pattern    := coalesce(v_told ->> 'pattern', 'steady');
    v_facts.expires_at := coalesce((v_told ->> 'expires_at')::timestamptz, 'infinity');
    v_facts.levels     := ARRAY(SELECT (v_told -> 'capabilities' -> c.code)::smallint
                                  FROM unnest(v_facts.capability_ids) WITH ORDINALITY AS i(capability_id, place)
                                  JOIN agora_work.capability AS c ON c.capability_id = i.capability_id
                                 ORDER BY i.place);
    RETURN v_facts;
END;
$_read_manifest$;

COMMENT ON FUNCTION agora_work._read_manifest(bytea)
    IS 'What a manifest says, or what is wrong with it.';
REVOKE ALL ON FUNCTION agora_work._read_manifest(bytea) FROM PUBLIC;
