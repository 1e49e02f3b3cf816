-- Whether anything is paid to a principal: the system earns nothing, and nothing is written where token_rewards is off.
CREATE OR REPLACE FUNCTION agora_reward._may_earn(p_principal bigint)
RETURNS boolean
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $_may_earn$
BEGIN
    RETURN EXISTS (SELECT 1 FROM agora.principal AS p WHERE p.principal_id = p_principal AND p.kind <> 'system')
           AND agora.flag_on('token_rewards', p_principal);
END;
$_may_earn$;

COMMENT ON FUNCTION agora_reward._may_earn(bigint)
    IS 'Whether rewards are paid to a principal.';
REVOKE ALL ON FUNCTION agora_reward._may_earn(bigint) FROM PUBLIC;
