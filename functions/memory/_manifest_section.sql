-- One section of a manifest. What it may read is bounded by the limits of the searches behind it, so its time is, too.
-- p_earlier has the sections before it: the cost is that of what they name.
-- Errors: 22023.
CREATE OR REPLACE FUNCTION agora_memory._manifest_section(
    p_section  text,
    p_problem  text,
    p_options  jsonb,
    p_earlier  jsonb
)
RETURNS jsonb
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $_manifest_section$
DECLARE
    v_type    text    := p_options ->> 'error_type';
    v_error   text    := p_options ->> 'error';
    v_stack   text    := p_options ->> 'stack';
    v_limit   integer := coalesce((p_options ->> 'limit')::numeric::integer, 5);
    v_vector  public.vector := (p_options ->> 'vector')::public.vector;
    v_items   jsonb;
    v_facts   jsonb;
    v_reason  text;
BEGIN
    IF p_section IN ('known_failures', 'fixes') AND concat(v_error, v_type, v_stack) !~ '\S' THEN
        v_reason := 'no error was given';
    ELSIF p_section = 'known_failures' THEN
        v_reason := 'nothing is known to fail';
        SELECT jsonb_agg(to_jsonb(f)) INTO v_items FROM agora_memory.known_failures(v_error, v_limit, v_type, v_stack) AS f;
    ELSIF p_section = 'fixes' THEN
        v_reason := 'no fix of this error is known';
        SELECT jsonb_agg(to_jsonb(f) ORDER BY f.rank) INTO v_items FROM agora_memory.known_fixes(v_error, v_limit, v_type, v_stack) AS f;
    ELSIF p_section = 'transforms' THEN
        v_reason := 'no approved transform fits';
        SELECT jsonb_agg(to_jsonb(m) ORDER BY m.rank) INTO v_items
          FROM agora_memory.match_transforms(p_problem, v_limit, p_options ->> 'category', p_options ->> 'language',
                                             agora.setting_numeric('memory.recommend_min_quality'), v_vector, 'approved') AS m;
    ELSIF p_section = 'golden_states' THEN
        v_reason := 'no golden state fits';
        SELECT jsonb_agg(to_jsonb(g) ORDER BY g.rank) INTO v_items
          FROM agora_memory.search_golden(p_problem, v_limit, p_options ->> 'category', v_vector) AS g;
    ELSIF p_section = 'patterns' THEN
        v_reason := 'no pattern applies';
        SELECT jsonb_agg(to_jsonb(p) ORDER BY p.rank) INTO v_items
          FROM agora_memory.search_patterns(p_problem, v_limit, NULL, v_vector) AS p
         WHERE p.is_recommended;
    ELSE
        v_reason := 'no similar work recorded what it cost';
        v_facts := agora_memory._manifest_cost(
            ARRAY(SELECT (i ->> 'resolution_id')::bigint FROM jsonb_array_elements(p_earlier #> '{fixes,items}') AS i),
            ARRAY(SELECT (i ->> 'transform_id')::bigint FROM jsonb_array_elements(p_earlier #> '{transforms,items}') AS i));
    END IF;
    RETURN CASE WHEN v_items IS NOT NULL THEN jsonb_build_object('available', true, 'items', v_items)
                WHEN v_facts IS NOT NULL THEN jsonb_build_object('available', true) || v_facts
                ELSE jsonb_build_object('available', false, 'reason', v_reason) END;
END;
$_manifest_section$;

COMMENT ON FUNCTION agora_memory._manifest_section(text, text, jsonb, jsonb)
    IS 'A section of a manifest: its items or facts, or available: false and why.';
REVOKE ALL ON FUNCTION agora_memory._manifest_section(text, text, jsonb, jsonb) FROM PUBLIC;
