-- The terms that a formula multiplies, and what it takes off: [{"term": …, "value": …, "because": …}], in their order. What is taken off
-- has a value below 0.
CREATE OR REPLACE FUNCTION agora_reward._reward_terms(
    p_kind     text,
    p_factors  jsonb,
    p_policy   jsonb
)
RETURNS jsonb
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $_reward_terms$
DECLARE
    f           jsonb   := p_factors;
    p           jsonb   := p_policy;
    v_quality   numeric := (f ->> 'quality')::numeric;
    v_complex   numeric := least((f ->> 'complexity')::numeric, (p ->> 'complexity_cap')::numeric);
    v_novelty   numeric := (p ->> 'novelty_base')::numeric + (p ->> 'novelty_coef')::numeric * (f ->> 'novelty')::numeric;
    v_terms     jsonb;
BEGIN
    v_terms := CASE
        WHEN p_kind IN ('transform', 'predecessor') OR (p_kind = 'pattern' AND (f ->> 'similarity')::numeric < (p ->> 'duplicate_similarity')::numeric) THEN
            jsonb_build_array(
                jsonb_build_object('term', 'tier', 'value', agora_reward._tier(v_quality, p -> 'tiers'), 'because', format('quality %s', trim_scale(v_quality))),
                jsonb_build_object('term', 'novelty', 'value', v_novelty, 'because', format('novelty %s', trim_scale((f ->> 'novelty')::numeric))),
                jsonb_build_object('term', 'complexity', 'value', 1 + (p ->> 'complexity_coef')::numeric * v_complex,
                                   'because', format('complexity %s', trim_scale((f ->> 'complexity')::numeric))))
        WHEN p_kind = 'pattern' THEN
            jsonb_build_array(jsonb_build_object('term', 'duplicate', 'value', 0, 'because', format('similarity %s', trim_scale((f ->> 'similarity')::numeric))))
        WHEN p_kind = 'golden' THEN
            jsonb_build_array(
                jsonb_build_object('term', 'base', 'value', p -> 'base', 'because', 'approval'),
                jsonb_build_object('term', 'quality', 'value',
                                   least((p ->> 'mult_max')::numeric,
                                         greatest((p ->> 'mult_min')::numeric, 1 + (p ->> 'slope')::numeric * (v_quality - (p ->> 'anchor')::numeric))),
                                   'because', format('quality %s', trim_scale(v_quality))))
        WHEN p_kind = 'reuse' THEN
            jsonb_build_array(jsonb_build_object(
                'term', 'bonus', 'value', p -> 'reuse' -> least((f ->> 'n')::integer, jsonb_array_length(p -> 'reuse')) - 1,
                'because', format('reuse %s, with %s of at most %s earned by reuse', f ->> 'n', trim_scale((f ->> 'bonuses')::numeric), p ->> 'reuse_cap')))
        WHEN p_kind = 'adoption' THEN
            jsonb_build_array(
                jsonb_build_object('term', 'base', 'value', p -> 'base', 'because', 'adoption'),
                jsonb_build_object('term', 'users', 'value', round(least((p ->> 'users_cap')::numeric, log(2, 1 + (f ->> 'users')::numeric)), 6),
                                   'because', format('%s others', f ->> 'users')),
                jsonb_build_object('term', 'confidence', 'value', f -> 'confidence', 'because', 'successes of others'),
                jsonb_build_object('term', 'cost', 'value', (p ->> 'cost_base')::numeric + (p ->> 'cost_coef')::numeric * (f ->> 'saved')::numeric,
                                   'because', format('share of cost saved %s', trim_scale((f ->> 'saved')::numeric))),
                jsonb_build_object('term', 'safety', 'value', CASE WHEN (f ->> 'is_verified')::boolean THEN to_jsonb(1) ELSE p -> 'unverified' END,
                                   'because', CASE WHEN (f ->> 'is_verified')::boolean THEN 'verified' ELSE 'not verified' END))
        WHEN p_kind = 'verification' THEN
            jsonb_build_array(jsonb_build_object(
                'term', 'tokens', 'value', agora_reward._formula(p_kind, f, p), 'because', format('%s of at most %s of that day', f ->> 'paid_today', p ->> 'per_day')))
        ELSE
            jsonb_build_array(jsonb_build_object('term', 'tokens', 'value', p -> 'tokens', 'because', 'policy'))
    END;
    IF p_kind = 'pattern' AND jsonb_array_length(v_terms) > 1 THEN
        v_terms := v_terms || jsonb_build_object('term', 'role', 'value', coalesce(p -> 'multipliers' -> (f ->> 'role'), p -> 'multipliers' -> 'default'),
                                                 'because', coalesce('role ' || (f ->> 'role'), 'no role'));
    END IF;
    IF f ? 'lineage_paid' THEN
        v_terms := v_terms || jsonb_build_object('term', 'budget', 'value', -(f ->> 'lineage_paid')::numeric, 'because', 'earned by its lineage before');
    END IF;
    IF f ? 'similarity' AND p_kind = 'predecessor' THEN
        v_terms := v_terms || jsonb_build_object('term', 'similarity', 'value', f -> 'similarity', 'because', 'taken over by the later version');
    END IF;
    IF f ? 'shared' THEN
        v_terms := v_terms || jsonb_build_object('term', 'shared', 'value', -(f ->> 'shared')::numeric, 'because', 'taken over from an earlier version');
    END IF;
    RETURN v_terms;
END;
$_reward_terms$;

COMMENT ON FUNCTION agora_reward._reward_terms(text, jsonb, jsonb)
    IS 'Terms of the formula of a kind of reward, with what each follows from.';
REVOKE ALL ON FUNCTION agora_reward._reward_terms(text, jsonb, jsonb) FROM PUBLIC;
