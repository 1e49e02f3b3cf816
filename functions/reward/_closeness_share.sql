-- Share of a reward that closeness to whom it helped leaves: self, owner (the same meta.owner, or one owns the other by name), team
-- or stranger. Where it leaves nothing the payout is refused, not cut to 0, so that helping a stranger later still pays.
-- Errors: ZR029.
CREATE OR REPLACE FUNCTION agora_reward._closeness_share(
    p_principal  bigint,
    p_helped     bigint,
    p_policy     jsonb
)
RETURNS numeric
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $_closeness_share$
DECLARE
    v_relation text := CASE WHEN p_principal = p_helped THEN 'self' ELSE coalesce((
        SELECT CASE WHEN a.meta ->> 'owner' = b.meta ->> 'owner' OR a.meta ->> 'owner' = b.name OR b.meta ->> 'owner' = a.name THEN 'owner'
                    WHEN a.team_id = b.team_id THEN 'team' END
          FROM agora.principal AS a
          JOIN agora.principal AS b ON b.principal_id = p_helped
         WHERE a.principal_id = p_principal), 'stranger') END;
    v_share numeric := (p_policy ->> (v_relation || '_share'))::numeric;
BEGIN
    IF v_share = 0 THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZR029',
            MESSAGE = 'helping oneself earns nothing',
            DETAIL  = format('principal_id=%s helped=%s relation=%s', p_principal, p_helped, v_relation),
            HINT    = 'It is paid when it helps somebody else; the policy guard says what closeness leaves.';
    END IF;
    RETURN v_share;
END;
$_closeness_share$;

COMMENT ON FUNCTION agora_reward._closeness_share(bigint, bigint, jsonb)
    IS 'Share of a reward that closeness to whom it helped leaves.';
REVOKE ALL ON FUNCTION agora_reward._closeness_share(bigint, bigint, jsonb) FROM PUBLIC;
