-- Ends the contract of an agent; what the settings say holds for it then. Returns whether there was one.
-- Errors: 22023 · 42501 · ZA001.   Locks: the agent's profile.   Emits: work.contract.ended.v1.
CREATE OR REPLACE FUNCTION agora_work.end_contract(
    p_agent   bigint,
    p_reason  text,
    p_actor   bigint DEFAULT agora.current_principal()
)
RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $end_contract$
DECLARE
    v_contract bigint;
BEGIN
    PERFORM agora._act_as(p_actor);
    PERFORM agora._check_principal('p_agent', p_agent), agora._check_text('p_reason', p_reason, 1000);
    PERFORM FROM agora_work.agent_profile AS a WHERE a.principal_id = p_agent FOR NO KEY UPDATE;
    v_contract := agora_work._end_contract(p_agent, p_reason);
    IF v_contract IS NULL THEN
        RETURN false;
    END IF;
    PERFORM agora_event._emit('work.contract.ended.v1', p_agent::text,
            jsonb_build_object('contract_id', v_contract, 'agent_id', p_agent, 'reason', p_reason), NULL, p_actor);
    PERFORM agora_work._testify('contracts', 'operations', 'contract.ended', 'info', p_agent::text,
            jsonb_build_object('contract_id', v_contract, 'reason', p_reason), NULL, p_actor);
    RETURN true;
END;
$end_contract$;

COMMENT ON FUNCTION agora_work.end_contract(bigint, text, bigint)
    IS 'End the contract of an agent; returns whether there was one.';
REVOKE ALL ON FUNCTION agora_work.end_contract(bigint, text, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_work.end_contract(bigint, text, bigint) TO agora_operator;
