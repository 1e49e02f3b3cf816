-- How far and how soon constants may move. In an emergency neither holds, but time still goes forward.
-- Errors: ZR021 step too large · ZR022 too soon after the version before it.
CREATE OR REPLACE FUNCTION agora_reward._check_policy_pace(
    p_base          agora_reward.reward_policy,
    p_changes       jsonb,
    p_valid_from    timestamptz,
    p_is_emergency  boolean
)
RETURNS void
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $_check_policy_pace$
DECLARE
    v_step   numeric  := agora.setting_numeric('reward.policy_max_step');
    v_gap    interval := CASE WHEN NOT p_is_emergency THEN agora.setting_interval('reward.policy_min_gap') ELSE interval '0' END;
    v_large  text;
BEGIN
    IF NOT p_is_emergency THEN
        SELECT string_agg(format('%s: %s to %s', c.key, c.value -> 0, c.value -> 1), '; ' ORDER BY c.key)
          INTO v_large
          FROM jsonb_each(p_changes) AS c
         WHERE jsonb_typeof(c.value -> 0) = 'number'
           AND abs((c.value -> 1)::numeric - (c.value -> 0)::numeric) > v_step * abs((c.value -> 0)::numeric);
        IF v_large IS NOT NULL THEN
            RAISE EXCEPTION USING
                ERRCODE = 'ZR021',
                MESSAGE = 'policy changes a number too far at once',
                DETAIL  = format('kind=%s step=%s %s', p_base.kind, trim_scale(v_step), left(v_large, 1000)),
                HINT    = 'Change it in several steps, or propose it as an emergency, which more operators must approve.';
        END IF;
    END IF;
    IF p_valid_from < p_base.valid_from + v_gap OR p_valid_from <= p_base.valid_from THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZR022',
            MESSAGE = 'policy follows the one before it too soon',
            DETAIL  = format('kind=%s valid_from=%s before=%s gap=%s', p_base.kind, p_valid_from, p_base.valid_from, v_gap),
            HINT    = 'Choose a later date; an emergency only has to come after the version before it.';
    END IF;
END;
$_check_policy_pace$;

COMMENT ON FUNCTION agora_reward._check_policy_pace(agora_reward.reward_policy, jsonb, timestamptz, boolean)
    IS 'Refuse a policy that moves too far or too soon.';
REVOKE ALL ON FUNCTION agora_reward._check_policy_pace(agora_reward.reward_policy, jsonb, timestamptz, boolean) FROM PUBLIC;
