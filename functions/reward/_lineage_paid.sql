-- What the versions of a lineage have earned together, whichever formula paid them.
CREATE OR REPLACE FUNCTION agora_reward._lineage_paid(p_lineage bigint)
RETURNS numeric
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $_lineage_paid$
BEGIN
    RETURN coalesce((SELECT sum(c.earned)
                       FROM agora_reward.reward_calculation AS c
                      WHERE c.series_id = p_lineage AND c.kind IN ('transform', 'predecessor', 'adoption')), 0);
END;
$_lineage_paid$;

COMMENT ON FUNCTION agora_reward._lineage_paid(bigint)
    IS 'Tokens that the transforms of a lineage have earned.';
REVOKE ALL ON FUNCTION agora_reward._lineage_paid(bigint) FROM PUBLIC;
