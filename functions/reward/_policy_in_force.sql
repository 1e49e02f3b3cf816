-- The version of a kind that holds at a moment.
-- Errors: ZR001.
CREATE OR REPLACE FUNCTION agora_reward._policy_in_force(
    p_kind  text,
    p_at    timestamptz
)
RETURNS agora_reward.reward_policy
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $_policy_in_force$
DECLARE
    v_policy agora_reward.reward_policy;
BEGIN
    SELECT p.* INTO v_policy
      FROM agora_reward.reward_policy AS p
     WHERE p.kind = p_kind AND p.valid_from <= p_at
     ORDER BY p.valid_from DESC
     LIMIT 1;
    IF NOT FOUND THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZR001',
            MESSAGE = 'no reward policy is in force',
            DETAIL  = format('kind=%s at=%s', coalesce(p_kind, 'NULL'), p_at),
            HINT    = 'See agora_reward.policy_version for the kinds.';
    END IF;
    RETURN v_policy;
END;
$_policy_in_force$;

COMMENT ON FUNCTION agora_reward._policy_in_force(text, timestamptz)
    IS 'Reward policy of a kind that holds at a moment.';
REVOKE ALL ON FUNCTION agora_reward._policy_in_force(text, timestamptz) FROM PUBLIC;
