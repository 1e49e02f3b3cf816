-- What the policy of an environment asks of claims beyond capabilities, as a lane draws it.
CREATE OR REPLACE FUNCTION agora_work._claim_rules(p_environment text)
RETURNS jsonb
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $_claim_rules$
DECLARE
    v_rules jsonb := agora_work._rules_for(p_environment, NULL);
BEGIN
    RETURN jsonb_build_object('min_reputation', v_rules -> 'min_reputation', 'disqualifying', v_rules -> 'disqualifying');
END;
$_claim_rules$;

COMMENT ON FUNCTION agora_work._claim_rules(text)
    IS 'min_reputation and disqualifying of an environment.';
REVOKE ALL ON FUNCTION agora_work._claim_rules(text) FROM PUBLIC;
