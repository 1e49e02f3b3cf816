-- Whether an agent may claim the tasks of lanes: for each a code that says why not, or NULL.
-- Inlined into the query that calls it.
CREATE OR REPLACE FUNCTION agora_work._may_claim(
    p_agent  bigint,
    p_lanes  bigint[]
)
RETURNS TABLE (lane_id bigint, refusal text)
LANGUAGE sql STABLE ROWS 10
BEGIN ATOMIC
    SELECT l.lane_id, agora_work._claim_refusal(a, l)
      FROM agora_work.agent AS a
      JOIN agora_work.lane AS l ON l.lane_id = ANY (p_lanes)
     WHERE a.agent_id = p_agent;
END;

COMMENT ON FUNCTION agora_work._may_claim(bigint, bigint[])
    IS 'Why an agent may not claim the tasks of lanes; NULL = it may.';
REVOKE ALL ON FUNCTION agora_work._may_claim(bigint, bigint[]) FROM PUBLIC;
