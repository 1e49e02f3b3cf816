-- Why an agent may not claim the tasks of a lane: a code, or NULL = it may. What is a fact of the agent alone, such as a breaker or a budget, _lock_agent()
-- has looked up by then. What an environment asks for the lane has drawn, and a plain agent answers it by its row, but for its reputation.
-- Inlined into the query that calls it.
CREATE OR REPLACE FUNCTION agora_work._claim_refusal(
    p_agent  agora_work.agent,
    p_lane   agora_work.lane
)
RETURNS text
LANGUAGE sql STABLE
RETURN CASE WHEN NOT p_agent.is_open THEN 'agent_closed'
            WHEN p_lane.assignee_id <> p_agent.agent_id THEN 'task_assigned'
            WHEN p_lane.environment IS NOT NULL AND (p_lane.rules IS NULL OR NOT p_agent.is_plain OR p_agent.capabilities_until <= agora.now()
                                                       OR (p_lane.rules -> 'min_level')::integer > 1 OR (p_lane.rules -> 'hourly_usd')::numeric < 10000)
            THEN agora_work._refused_there(p_agent, p_lane)
            WHEN NOT p_lane.capabilities <@ agora_work._capabilities(p_agent) THEN 'capability_missing'
            WHEN p_lane.environment IS NULL THEN NULL
            WHEN p_lane.rules -> 'disqualifying' ?| p_agent.capabilities THEN 'disqualified'
            WHEN (p_lane.rules -> 'min_reputation')::numeric > 0 AND agora_work._reputation_of(p_agent.agent_id) < (p_lane.rules -> 'min_reputation')::numeric
            THEN 'reputation_low' END;

COMMENT ON FUNCTION agora_work._claim_refusal(agora_work.agent, agora_work.lane)
    IS 'Why an agent may not claim the tasks of a lane; NULL = it may.';
REVOKE ALL ON FUNCTION agora_work._claim_refusal(agora_work.agent, agora_work.lane) FROM PUBLIC;
