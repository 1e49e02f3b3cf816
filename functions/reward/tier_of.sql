-- The tier of a principal: free until it has earned enough by helping, then contributor. What a tier may spend is limited only by the
-- flags that say so: earn_first lets the free tier spend nothing, free_tier_cap so much a day, free_tier_only puts everybody in it.
-- Errors: 42501 · ZA001.
CREATE OR REPLACE FUNCTION agora_reward.tier_of(
    p_principal    bigint DEFAULT agora.current_principal(),
    OUT tier       text,
    OUT earned     numeric,
    OUT to_earn    numeric,
    OUT spend_cap  numeric
)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $tier_of$
DECLARE
    v_policy jsonb := agora_reward.policy('tier');
BEGIN
    IF (SELECT agora.visible_principal()) NOT IN (0, p_principal) THEN
        RAISE EXCEPTION USING
            ERRCODE = '42501',
            MESSAGE = 'a bound login sees only its own tier',
            DETAIL  = format('p_principal=%s', p_principal),
            HINT    = 'Leave p_principal out.';
    END IF;
    PERFORM agora._check_principal('p_principal', p_principal);
    SELECT coalesce(sum(e.amount), 0) INTO earned FROM agora_reward.earning AS e WHERE e.principal_id = p_principal;
    to_earn := greatest(0, (v_policy ->> 'earn_first')::numeric - earned);
    tier := CASE WHEN to_earn > 0 OR agora.flag_on('free_tier_only', p_principal) THEN 'free' ELSE 'contributor' END;
    spend_cap := CASE WHEN tier = 'contributor' THEN NULL
                      WHEN to_earn > 0 AND agora.flag_on('earn_first', p_principal) THEN 0
                      WHEN agora.flag_on('free_tier_cap', p_principal) THEN (v_policy ->> 'spend_cap')::numeric END;
END;
$tier_of$;

COMMENT ON FUNCTION agora_reward.tier_of(bigint)
    IS 'Tier of a principal (free or contributor), tokens earned, tokens still to earn to leave the free tier, and what it may hold for spending a day (NULL = no limit).';
REVOKE ALL ON FUNCTION agora_reward.tier_of(bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_reward.tier_of(bigint) TO agora_reader;
