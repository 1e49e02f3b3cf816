-- Why an agent may not claim the tasks of a lane: a code, or NULL = it may. What is a fact of the agent alone, such as a breaker or a budget, _lock_agent()
-- has looked up by then. What an environment asks is a function of its own: each operator here costs every claim, whether it is reached or not.
-- Inlined into the query that calls it.
CREATE OR REPLACE FUNCTION agora_work._claim_refusal(
    p_agent  agora_work.agent,
    p_lane   agora_work.lane
)
RETURNS text
LANGUAGE sql STABLE
RETURN CASE WHEN NOT p_agent.is_open THEN 'agent_closed'
            WHEN p_lane.assignee_id <> p_agent.agent_id THEN 'task_assigned'
            WHEN p_lane.environment IS NOT NULL THEN agora_work._refused_there(p_agent, p_lane)
            WHEN NOT p_lane.capabilities <@ agora_work._capabilities(p_agent) THEN 'capability_missing' END;

COMMENT ON FUNCTION agora_work._claim_refusal(agora_work.agent, agora_work.lane)
    IS 'Why an agent may not claim the tasks of a lane; NULL = it may.';
REVOKE ALL ON FUNCTION agora_work._claim_refusal(agora_work.agent, agora_work.lane) FROM PUBLIC;
