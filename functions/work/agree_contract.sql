-- Agrees on a contract with an agent that somebody vouches for: objectives, a tier, and limits that differ from it; what is not said is as
-- the settings and the tier have it. It ends the one before. Its bucket for calls is made anew where the rate is another. The same
-- terms as those that hold change nothing and return that contract.
-- Errors: 22023 · 42501 · ZA001 · ZW059 no verified capability.   Locks: the agent's profile.   Emits: work.contract.agreed.v1.
CREATE OR REPLACE FUNCTION agora_work.agree_contract(
    p_agent         bigint,
    p_tier          text        DEFAULT 'standard',
    p_limits        jsonb       DEFAULT '{}',
    p_p99_ms        numeric     DEFAULT NULL,
    p_success       numeric     DEFAULT NULL,
    p_valid_until   timestamptz DEFAULT NULL,
    p_availability  numeric     DEFAULT NULL,
    p_actor         bigint      DEFAULT agora.current_principal()
)
RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $agree_contract$
DECLARE
    v_now       timestamptz := agora.now();
    v_p99       numeric := coalesce(p_p99_ms, agora.setting_numeric('work.slo_p99_ms'));
    v_success   numeric := coalesce(p_success, agora.setting_numeric('work.slo_success'));
    v_there     numeric := coalesce(p_availability, agora.setting_numeric('work.slo_availability'));
    v_limits    jsonb;
    v_contract  bigint;
BEGIN
    PERFORM agora._act_as(p_actor);
    PERFORM agora._check_principal('p_agent', p_agent), agora._check_number('p_p99_ms', v_p99, 0.001, 86400000),
            agora._check_number('p_success', v_success, 0.8, 1), agora._check_number('p_availability', v_there, 0, 1),
            agora._check_object('p_limits', p_limits);
    SELECT to_jsonb(t) - 'tier' - 'description' INTO v_limits FROM agora_work.resource_tier AS t WHERE t.tier = p_tier;
    IF v_limits IS NULL OR p_valid_until <= v_now OR v_success <> round(v_success, 6) OR v_there <> round(v_there, 6)
       OR EXISTS (SELECT 1 FROM jsonb_each(p_limits) AS l
                   WHERE NOT v_limits ? l.key OR jsonb_typeof(l.value) <> 'number'
                      OR NOT agora._is_number(l.value, CASE l.key WHEN 'memory_mb' THEN 128 WHEN 'calls_per_second' THEN 0.001 ELSE 1 END, 1000000,
                                              CASE l.key WHEN 'calls_per_second' THEN 3 ELSE 0 END)) THEN
        RAISE EXCEPTION USING
            ERRCODE = '22023',
            MESSAGE = 'terms are not usable',
            DETAIL  = format('p_tier=%s p_limits=%s p_valid_until=%s', left(coalesce(p_tier, 'NULL'), 100), left(p_limits::text, 300), coalesce(p_valid_until::text, 'open')),
            HINT    = 'Tiers and names of limits are in agora_work.known_tier; memory from 128 MB; the end is in the future.';
    END IF;
    v_limits := v_limits || p_limits;
    PERFORM FROM agora_work.agent_profile AS a WHERE a.principal_id = p_agent FOR NO KEY UPDATE;
    IF NOT EXISTS (SELECT 1 FROM agora_work.agent_capability AS c WHERE c.principal_id = p_agent AND c.standing = 'verified' AND c.expires_at > v_now) THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZW059',
            MESSAGE = 'agent has no capability that others vouch for',
            DETAIL  = format('p_agent=%s', p_agent),
            HINT    = 'Register a verified manifest or grant a capability first.';
    END IF;
    SELECT c.contract_id INTO v_contract
      FROM agora_work.contract AS c
     WHERE c.principal_id = p_agent AND c.valid_until > v_now
       AND (c.tier, c.p99_ms, c.success_rate::numeric, c.availability::numeric, c.limits, c.valid_until) = (p_tier, v_p99, v_success, v_there, v_limits, coalesce(p_valid_until, 'infinity'));
    IF FOUND THEN
        RETURN v_contract;
    END IF;
    PERFORM agora_work._end_contract(p_agent, 'another was agreed');
    INSERT INTO agora_work.contract AS c (principal_id, tier, p99_ms, success_rate, availability, limits, agreed_by, agreed_at, valid_until)
    VALUES (p_agent, p_tier, v_p99, v_success, v_there, v_limits, p_actor, v_now, coalesce(p_valid_until, 'infinity'))
    RETURNING c.contract_id INTO v_contract;
    PERFORM agora.set_bucket(agora_work.agent_breaker(p_agent), (v_limits -> 'calls_per_second')::numeric, (v_limits -> 'calls_per_second')::numeric, p_agent, p_actor);
    PERFORM agora_event._emit('work.contract.agreed.v1', p_agent::text, jsonb_build_object('contract_id', v_contract, 'agent_id', p_agent,
            'tier', p_tier, 'limits', v_limits, 'p99_ms', v_p99, 'success_rate', v_success, 'availability', v_there), NULL, p_actor);
    PERFORM agora_work._testify('contracts', 'operations', 'contract.agreed', 'info', p_agent::text,
            jsonb_build_object('contract_id', v_contract, 'tier', p_tier, 'limits', v_limits, 'p99_ms', v_p99, 'success_rate', v_success, 'availability', v_there), NULL, p_actor);
    RETURN v_contract;
END;
$agree_contract$;

COMMENT ON FUNCTION agora_work.agree_contract(bigint, text, jsonb, numeric, numeric, timestamptz, numeric, bigint)
    IS 'Agree on a contract with an agent: limits of a tier and others, p99 in milliseconds, success from 0.8 to 1, availability from 0 to 1, until a time; returns its id.';
REVOKE ALL ON FUNCTION agora_work.agree_contract(bigint, text, jsonb, numeric, numeric, timestamptz, numeric, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_work.agree_contract(bigint, text, jsonb, numeric, numeric, timestamptz, numeric, bigint) TO agora_operator;
