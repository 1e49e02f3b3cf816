-- Why the policy of an environment refuses an agent the tasks of a lane, looked up: where the lane has not drawn it, the agent has one of its own, which
-- goes before it, or declares what nobody vouches for. NULL = it does not.
-- Reads: policy, agent_capability.
CREATE OR REPLACE FUNCTION agora_work._refused_there(
    p_agent  agora_work.agent,
    p_lane   agora_work.lane
)
RETURNS text
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $_refused_there$
DECLARE
    v_rules  jsonb := agora_work._rules_for(p_lane.environment, p_agent.agent_id);
    v_held   text[];
    v_said   text[];
BEGIN
    SELECT ARRAY(SELECT h.code FROM agora_work._holding(p_agent.agent_id, p_lane.environment) AS h), ARRAY(SELECT s.code FROM agora_work._said(p_agent.agent_id) AS s)
      INTO v_held, v_said;
    RETURN CASE WHEN NOT p_lane.capabilities <@ v_held THEN 'capability_missing'
                WHEN v_rules -> 'disqualifying' ?| v_said THEN 'disqualified'
                WHEN agora_work._reputation_of(p_agent.agent_id) < (v_rules -> 'min_reputation')::numeric THEN 'reputation_low' END;
END;
$_refused_there$;

COMMENT ON FUNCTION agora_work._refused_there(agora_work.agent, agora_work.lane)
    IS 'Why an agent may not claim in the environment of a lane: capability_missing, disqualified, reputation_low; NULL = it may.';
REVOKE ALL ON FUNCTION agora_work._refused_there(agora_work.agent, agora_work.lane) FROM PUBLIC;
