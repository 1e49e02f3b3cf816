-- Ends the contract of an agent that holds now, if there is one; returns its id. The caller has the agent's profile locked.
CREATE OR REPLACE FUNCTION agora_work._end_contract(
    p_principal  bigint,
    p_reason     text
)
RETURNS bigint
LANGUAGE sql VOLATILE
BEGIN ATOMIC
    UPDATE agora_work.contract AS c
       SET valid_until = agora.now(), ended_reason = p_reason
     WHERE c.principal_id = p_principal AND c.valid_until > agora.now()
    RETURNING c.contract_id;
END;

COMMENT ON FUNCTION agora_work._end_contract(bigint, text)
    IS 'End the contract of an agent that holds now; returns its id.';
REVOKE ALL ON FUNCTION agora_work._end_contract(bigint, text) FROM PUBLIC;
