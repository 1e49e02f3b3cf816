-- What recorded payouts of a kind would have been under other constants, beside what they were: the same factors through the same
-- formula. Budgets that earlier payouts of a series used up are as they were.
-- Errors: 22023 · ZR001 no such kind of policy.
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
    v_parameters jsonb := (agora_reward._policy_in_force(p_policy, agora.now())).parameters;
BEGIN
    PERFORM agora._check_object('p_parameters', p_parameters);
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
