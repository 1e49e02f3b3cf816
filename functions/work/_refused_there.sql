-- Why the policy of an environment refuses an agent the tasks of a lane; NULL = it does not. What the policy asks the lane has drawn, and a plain agent answers
-- it by its row, but for its reputation. It is looked up where the lane has not drawn it, or it asks for a level or a cost; and where the agent has a
-- policy of its own, which goes before it, or declares what nobody vouches for. Of many agents _lanes_there() asks.
-- Reads: policy, agent_capability, agent_measure, agent_profile.
CREATE OR REPLACE FUNCTION agora_work._refused_there(
    p_agent  agora_work.agent,
    p_lane   agora_work.lane
)
RETURNS text
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $_refused_there$
DECLARE
    v_rules       jsonb  := p_lane.rules;
    v_held        text[] := p_agent.capabilities;
    v_said        text[] := p_agent.capabilities;
    v_usd         numeric;
    v_reputation  numeric;
BEGIN
    IF agora_work._is_answered(p_agent.is_plain, p_agent.capabilities_until, v_rules) IS NOT TRUE THEN
        v_rules := agora_work._rules_for(p_lane.environment, p_agent.agent_id);
        SELECT ARRAY(SELECT h.code FROM agora_work._holding(p_agent.agent_id, p_lane.environment, p_level => (v_rules -> 'min_level')::integer) AS h), ARRAY(SELECT s.code FROM agora_work._said(p_agent.agent_id) AS s),
               (SELECT f.cost_usd FROM agora_work.agent_profile AS f WHERE f.principal_id = p_agent.agent_id)
          INTO v_held, v_said, v_usd;
    END IF;
    IF (v_rules -> 'min_reputation')::numeric > 0 THEN
        SELECT m.reputation INTO v_reputation FROM agora_work.agent_measure AS m WHERE m.principal_id = p_agent.agent_id;
    END IF;
    RETURN agora_work._rules_refusal(v_rules, p_lane.capabilities, v_held, v_said, v_usd, v_reputation);
END;
$_refused_there$;

COMMENT ON FUNCTION agora_work._refused_there(agora_work.agent, agora_work.lane)
    IS 'Why an agent may not claim in the environment of a lane: capability_missing, too_dear, disqualified, reputation_low; NULL = it may.';
REVOKE ALL ON FUNCTION agora_work._refused_there(agora_work.agent, agora_work.lane) FROM PUBLIC;
