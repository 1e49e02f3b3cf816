-- Contributes a way of working that just proved itself: it names an attempt of the actor's own that succeeded with a quality above
-- memory.pattern_extract_min. One contribution at a time judges what is novel, to the end of its transaction.
-- Errors: 22023 · 42501 · ZA001 · ZA002 · ZA003 · ZM001 · ZM004 · ZM052 attempt not fit.
-- Locks: the counter of patterns, then the pattern.   Emits: memory.pattern.contributed.v1 · memory.review.opened.v1
CREATE OR REPLACE FUNCTION agora_memory.contribute_pattern(
    p_name         text,
    p_description  text,
    p_template     text,
    p_type         text,
    p_attempt      bigint,
    p_role         text          DEFAULT NULL,
    p_category     text          DEFAULT NULL,
    p_details      jsonb         DEFAULT '{}',
    p_vector       public.vector DEFAULT NULL,
    p_key          text          DEFAULT NULL,
    p_actor        bigint        DEFAULT agora.current_principal()
)
RETURNS agora_memory.pattern_contribution
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $contribute_pattern$
DECLARE
    v_first    jsonb;
    v_attempt  agora_memory.attempt;
    v_new      agora_memory.pattern_version;
    v_result   agora_memory.pattern_contribution;
BEGIN
    PERFORM agora._act_as(p_actor);
    PERFORM agora_memory._check_pattern(p_name, p_description, p_template);
    PERFORM agora._check_object('p_details', p_details);
    PERFORM agora_memory._check_category(p_category);
    PERFORM agora_memory._check_pattern_type(p_type);
    IF p_role IS NOT NULL AND agora_memory._pattern_role(p_role) IS NULL THEN
        RAISE EXCEPTION USING
            ERRCODE = '22023',
            MESSAGE = 'unknown role of a pattern',
            DETAIL  = format('p_role=%s', left(p_role, 40)),
            HINT    = 'Known: effect, compute, reducer, orchestrator, utility, example.';
    END IF;
    v_first := agora._first_result('contribute_pattern', p_actor, p_key,
                                   jsonb_build_array(p_name, p_description, p_template, p_type, p_attempt, p_role, p_category, p_details));
    IF v_first IS NOT NULL THEN
        RETURN jsonb_populate_record(NULL::agora_memory.pattern_contribution, v_first);
    END IF;

    SELECT a.* INTO v_attempt FROM agora_memory.attempt AS a WHERE a.attempt_id = p_attempt AND a.principal_id = p_actor;
    IF NOT FOUND THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZM001',
            MESSAGE = 'unknown attempt',
            DETAIL  = format('p_attempt=%s actor=%s', coalesce(p_attempt::text, 'NULL'), p_actor),
            HINT    = 'Name the attempt of the same principal that the pattern is taken from.';
    END IF;
    IF v_attempt.status <> 'success' OR coalesce(v_attempt.quality, 0) <= agora.setting_numeric('memory.pattern_extract_min') THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZM052',
            MESSAGE = 'attempt is not fit to be an example',
            DETAIL  = format('attempt_id=%s status=%s quality=%s must_exceed=%s', p_attempt, v_attempt.status,
                             coalesce(v_attempt.quality::text, 'NULL'), agora.setting_numeric('memory.pattern_extract_min')),
            HINT    = 'A pattern is taken from an attempt that succeeded with a higher quality.';
    END IF;

    v_new.name        := left(agora_memory._redact(p_name), 200);
    v_new.description := agora_memory._redact(p_description);
    v_new.template    := agora_memory._redact(p_template);
    v_new.details     := agora_memory._redact_json(p_details);
    v_new.parameters  := agora_memory._template_parameters(v_new.template);
    v_new.hash        := encode(sha256(convert_to(jsonb_build_array(v_new.name, v_new.description, v_new.template)::text, 'UTF8')), 'hex');
    v_new.quality     := v_attempt.quality;
    v_new.author_id   := p_actor;
    v_new.attempt_id  := p_attempt;
    v_new.recorded_at := agora.now();
    v_result := agora_memory._add_pattern(v_new, p_type, agora_memory._pattern_role(p_role), coalesce(p_category, v_attempt.category), p_vector);
    PERFORM agora._keep_result('contribute_pattern', p_actor, p_key, to_jsonb(v_result));
    RETURN v_result;
END;
$contribute_pattern$;

COMMENT ON FUNCTION agora_memory.contribute_pattern(text, text, text, text, bigint, text, text, jsonb, public.vector, text, bigint)
    IS 'Contribute a pattern taken from a successful attempt: a pattern of its own (is_novel), a version of a near one, or the text that was there.';
REVOKE ALL ON FUNCTION agora_memory.contribute_pattern(text, text, text, text, bigint, text, text, jsonb, public.vector, text, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_memory.contribute_pattern(text, text, text, text, bigint, text, text, jsonb, public.vector, text, bigint) TO agora_service;
