-- Why the policy of an environment refuses an agent what needs capabilities; NULL = it does not. An agent's own policy goes before it.
-- Reads: agent_capability, agent_measure, policy.
CREATE OR REPLACE FUNCTION agora_work._refused_there(
    p_agent         bigint,
    p_environment   text,
    p_capabilities  text[]
)
RETURNS text
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $_refused_there$
DECLARE
    v_rules       jsonb := agora_work.policy_for(p_environment, p_agent) -> 'parameters';
    v_reputation  numeric;
BEGIN
    IF NOT p_capabilities <@ agora_work.held_capabilities(p_agent, p_environment) THEN
        RETURN 'capability_missing';
    ELSIF agora_work._is_disqualified(p_agent, agora_work._skill_ids('disqualifying', '{}', v_rules -> 'disqualifying')) THEN
        RETURN 'disqualified';
    END IF;
    SELECT m.reputation INTO v_reputation FROM agora_work.agent_measure AS m WHERE m.principal_id = p_agent;
    RETURN CASE WHEN coalesce(v_reputation, agora.setting_numeric('work.reputation_prior')) < (v_rules -> 'min_reputation')::numeric THEN 'reputation_low' END;
END;
$_refused_there$;

COMMENT ON FUNCTION agora_work._refused_there(bigint, text, text[])
    IS 'Why an agent may not claim in an environment: capability_missing, disqualified, reputation_low; NULL = it may.';
REVOKE ALL ON FUNCTION agora_work._refused_there(bigint, text, text[]) FROM PUBLIC;
