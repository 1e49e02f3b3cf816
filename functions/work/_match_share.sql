-- What a candidate's capabilities are worth where some are preferred: these make up preferred_percent, the share of the need the rest.
-- Who qualifies is not asked here: preferred capabilities replace no needed one.
-- Reads: agent_capability.
CREATE OR REPLACE FUNCTION agora_work._match_share(
    p_agent      bigint,
    p_share      numeric,
    p_preferred  bigint[],
    p_percent    numeric
)
RETURNS numeric
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $_match_share$
DECLARE
    v_held bigint;
BEGIN
    SELECT count(*) INTO v_held
      FROM agora_work.agent_capability AS k
     WHERE k.principal_id = p_agent AND k.capability_id = ANY (p_preferred) AND k.standing = 'verified' AND k.expires_at > agora.now();
    RETURN ((100 - p_percent) * p_share + p_percent * v_held / cardinality(p_preferred)) / 100;
END;
$_match_share$;

COMMENT ON FUNCTION agora_work._match_share(bigint, numeric, bigint[], numeric)
    IS 'Match of a candidate, 0 to 1: the share of the need, and of preferred capabilities for p_percent of it.';
REVOKE ALL ON FUNCTION agora_work._match_share(bigint, numeric, bigint[], numeric) FROM PUBLIC;
