-- Whether an environment counts other capabilities than the default does (claim_standing), so that what was drawn for an agent says nothing there.
-- Reads: policy.
CREATE OR REPLACE FUNCTION agora_work._holds_differently(p_environment text)
RETURNS boolean
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $_holds_differently$
BEGIN
    RETURN p_environment IS NOT NULL
           AND agora_work.policy_for(p_environment) #> '{parameters,claim_standing}' IS DISTINCT FROM agora_work.policy_for() #> '{parameters,claim_standing}';
END;
$_holds_differently$;

COMMENT ON FUNCTION agora_work._holds_differently(text)
    IS 'Whether other capabilities count in an environment than by default.';
REVOKE ALL ON FUNCTION agora_work._holds_differently(text) FROM PUBLIC;
