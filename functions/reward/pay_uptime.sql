-- Pays a principal for having been there a whole day (UTC), as node or as tracker, once a day. Whoever calls vouches for it.
-- Errors: 22023 · 42501 · ZA001 · ZA002 · ZA003 · ZL004 · ZR003 rewards are off.   Locks: the wallet.   Emits: reward.token.issued.v1
CREATE OR REPLACE FUNCTION agora_reward.pay_uptime(
    p_principal   bigint,
    p_day         date,
    p_is_tracker  boolean DEFAULT false,
    p_key         text    DEFAULT NULL,
    p_actor       bigint  DEFAULT agora.current_principal()
)
RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $pay_uptime$
DECLARE
    v_today date := (agora.now() AT TIME ZONE 'UTC')::date;
BEGIN
    PERFORM agora._act_as(p_actor);
    PERFORM agora._check_principal('p_principal', p_principal);
    IF p_day IS NULL OR NOT isfinite(p_day) OR p_day >= v_today OR p_is_tracker IS NULL THEN
        RAISE EXCEPTION USING
            ERRCODE = '22023',
            MESSAGE = 'day is not usable',
            DETAIL  = format('p_day=%s p_is_tracker=%s today=%s', coalesce(p_day::text, 'NULL'), coalesce(p_is_tracker::text, 'NULL'), v_today),
            HINT    = 'Pass a day (UTC) that is over, and whether it was as tracker.';
    END IF;
    RETURN agora_reward._grant('pay_uptime', jsonb_build_array(p_principal, p_day, p_is_tracker),
                               agora_reward._fixed_payout(CASE WHEN p_is_tracker THEN 'tracker' ELSE 'uptime' END, 'principal', p_principal,
                                                          to_char(p_day, 'YYYY-MM-DD'), p_principal),
                               p_key, p_actor);
END;
$pay_uptime$;

COMMENT ON FUNCTION agora_reward.pay_uptime(bigint, date, boolean, text, bigint)
    IS 'Pay a principal for a whole day (UTC, in the past) of uptime, once; returns the reward_calculation_id.';
REVOKE ALL ON FUNCTION agora_reward.pay_uptime(bigint, date, boolean, text, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_reward.pay_uptime(bigint, date, boolean, text, bigint) TO agora_operator;
