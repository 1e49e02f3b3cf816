-- What a principal was paid, had to give back and could not, less what later rewards have worked off.
CREATE OR REPLACE FUNCTION agora_reward._owed(p_principal bigint)
RETURNS numeric
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $_owed$
DECLARE
    v_owed numeric;
BEGIN
    SELECT sum(r.amount) INTO v_owed
      FROM agora_reward.reward_reversal AS r
     WHERE r.principal_id = p_principal AND r.transaction_id IS NULL;
    IF v_owed IS NULL THEN
        RETURN 0;
    END IF;
    RETURN v_owed - coalesce((SELECT sum((c.cuts ->> 'owed')::numeric)
                                FROM agora_reward.reward_calculation AS c
                               WHERE c.principal_id = p_principal AND c.cuts ? 'owed'), 0);
END;
$_owed$;

COMMENT ON FUNCTION agora_reward._owed(bigint)
    IS 'Tokens that a principal still owes of rewards that were taken back.';
REVOKE ALL ON FUNCTION agora_reward._owed(bigint) FROM PUBLIC;
