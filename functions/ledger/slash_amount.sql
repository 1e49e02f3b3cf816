-- What a violation costs of a stake. A failed challenge: half. A missed heartbeat: one percent for each in a row, at most ten.
-- A violation of policy: ten percent, and as much again at severity 10. Rounded down to the unit of the policy.
-- Errors: 22023.
CREATE OR REPLACE FUNCTION agora_ledger.slash_amount(
    p_violation  text,
    p_stake      numeric,
    p_severity   numeric DEFAULT 0,
    p_policy     jsonb   DEFAULT agora_ledger.slash_policy()
)
RETURNS numeric
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $slash_amount$
DECLARE
    v_percent  numeric := CASE WHEN jsonb_typeof(p_policy -> p_violation) = 'number' THEN (p_policy ->> p_violation)::numeric END;
    v_unit     numeric := CASE WHEN jsonb_typeof(p_policy -> 'unit') = 'number' THEN (p_policy ->> 'unit')::numeric END;
BEGIN
    PERFORM agora._check_number('p_stake', p_stake, 0, 1000000000000), agora._check_number('p_severity', p_severity, 0, 10);
    IF p_violation NOT IN ('failed_challenge', 'missed_heartbeat', 'policy_violation') OR v_percent IS NULL OR v_percent NOT BETWEEN 0 AND 100
       OR v_unit IS NULL OR v_unit < 0.000001 OR v_unit <> trunc(v_unit, 6) THEN
        RAISE EXCEPTION USING
            ERRCODE = '22023',
            MESSAGE = 'violation or policy is not usable',
            DETAIL  = format('p_violation=%s percent=%s unit=%s', coalesce(left(p_violation, 100), 'NULL'), coalesce(v_percent::text, 'none'),
                             coalesce(v_unit::text, 'none')),
            HINT    = 'Pass failed_challenge, missed_heartbeat or policy_violation, and a policy such as that of agora_ledger.slash_policy().';
    END IF;
    v_percent := CASE p_violation
                 WHEN 'missed_heartbeat' THEN v_percent * p_severity
                 WHEN 'policy_violation' THEN v_percent * (1 + p_severity / 10)
                 ELSE v_percent
                 END;
    RETURN trim_scale(trunc(p_stake * least(v_percent, 100) / 100 / v_unit) * v_unit);
END;
$slash_amount$;

COMMENT ON FUNCTION agora_ledger.slash_amount(text, numeric, numeric, jsonb)
    IS 'Tokens that a violation (failed_challenge, missed_heartbeat, policy_violation) of a severity (0 to 10; of heartbeats the misses in a row) costs of a stake.';
REVOKE ALL ON FUNCTION agora_ledger.slash_amount(text, numeric, numeric, jsonb) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_ledger.slash_amount(text, numeric, numeric, jsonb) TO agora_reader;
