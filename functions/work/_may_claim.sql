-- Whether an agent may claim the tasks of lanes: for each a code that says why not, or NULL. What is a fact of the agent alone, such as a
-- breaker or a budget, _lock_agent() has looked up by then; what an environment asks for is looked up where a lane has one.
-- Inlined into the query that calls it.
CREATE OR REPLACE FUNCTION agora_work._may_claim(
    p_agent  bigint,
    p_lanes  bigint[]
)
RETURNS TABLE (lane_id bigint, refusal text)
LANGUAGE sql STABLE ROWS 10
BEGIN ATOMIC
    SELECT l.lane_id,
           CASE WHEN NOT a.is_open THEN 'agent_closed'
                WHEN l.assignee_id <> a.agent_id THEN 'task_assigned'
                WHEN l.environment IS NOT NULL THEN agora_work._refused_there(a.agent_id, l.environment, l.capabilities)
                WHEN NOT l.capabilities <@ agora_work._capabilities(a) THEN 'capability_missing' END
      FROM agora_work.agent AS a
      JOIN agora_work.lane AS l ON l.lane_id = ANY (p_lanes)
     WHERE a.agent_id = p_agent;
END;

COMMENT ON FUNCTION agora_work._may_claim(bigint, bigint[])
    IS 'Why an agent may not claim the tasks of lanes; NULL = it may.';
REVOKE ALL ON FUNCTION agora_work._may_claim(bigint, bigint[]) FROM PUBLIC;
