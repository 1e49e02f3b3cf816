-- What recorded payouts of a kind would have been under other constants, beside what they were: the same factors through the same
-- formula. Budgets that earlier payouts of a series used up are as they were. A constant that the policy does not have, or of another type,
-- is refused, even where there is nothing to compare.
-- Errors: 22023 · ZR001 no such kind of policy · ZR020.
CREATE OR REPLACE FUNCTION agora_reward.compare_policies(
    p_policy      text,
    p_parameters  jsonb,
    p_from        timestamptz DEFAULT '-infinity',
    p_to          timestamptz DEFAULT 'infinity'
)
RETURNS TABLE (reward_calculation_id bigint, kind text, principal_id bigint, subject_kind text, subject_id bigint, earned numeric, proposed numeric)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $compare_policies$
#variable_conflict use_column
DECLARE
    v_parameters  jsonb := (agora_reward._policy_in_force(p_policy, agora.now())).parameters;
    v_faults      text;
BEGIN
    PERFORM agora._check_object('p_parameters', p_parameters);
    SELECT string_agg(p.key, ', ' ORDER BY p.key) INTO v_faults
      FROM jsonb_each(p_parameters) AS p
     WHERE jsonb_typeof(p.value) IS DISTINCT FROM jsonb_typeof(v_parameters -> p.key);
    IF v_faults IS NOT NULL THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZR020',
            MESSAGE = 'policy does not have the form of the one before it',
            DETAIL  = format('kind=%s unknown or of another type: %s', p_policy, left(v_faults, 1000)),
            HINT    = 'Pass constants that agora_reward.policy() of this kind has.';
    END IF;
    v_parameters := v_parameters || p_parameters;
    RETURN QUERY
    SELECT c.reward_calculation_id, c.kind, c.principal_id, c.subject_kind, c.subject_id, c.earned::numeric,
           agora_reward._formula(c.kind, c.factors, v_parameters)
      FROM agora_reward.reward_calculation AS c
      JOIN agora_reward.reward_kind AS k ON k.kind = c.kind AND k.policy = p_policy
     WHERE c.recorded_at >= p_from AND c.recorded_at < p_to
     ORDER BY c.reward_calculation_id;
END;
$compare_policies$;

COMMENT ON FUNCTION agora_reward.compare_policies(text, jsonb, timestamptz, timestamptz)
    IS 'Payouts of a policy in [p_from, p_to), with what the constants in force, overlaid with p_parameters, would have given.';
REVOKE ALL ON FUNCTION agora_reward.compare_policies(text, jsonb, timestamptz, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_reward.compare_policies(text, jsonb, timestamptz, timestamptz) TO agora_operator;
