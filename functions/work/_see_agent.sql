-- A sign of life of an agent; another session that has its row gives one itself.
-- Errors: ZW002.   Locks: the agent, unless another session has it.
CREATE OR REPLACE FUNCTION agora_work._see_agent(p_agent bigint)
RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_see_agent$
BEGIN
    -- Locks first, and the change in a statement of its own: see _note_ready().
    PERFORM FROM agora_work.agent AS a WHERE a.agent_id = p_agent FOR NO KEY UPDATE SKIP LOCKED;
    IF FOUND THEN
        UPDATE agora_work.agent AS a SET seen_at = agora.now() WHERE a.agent_id = p_agent;
    ELSIF NOT EXISTS (SELECT FROM agora_work.agent AS a WHERE a.agent_id = p_agent) THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZW002',
            MESSAGE = 'principal is not registered for work',
            DETAIL  = format('p_agent=%s', p_agent),
            HINT    = 'Register it with agora_work.register_agent().';
    END IF;
END;
$_see_agent$;

COMMENT ON FUNCTION agora_work._see_agent(bigint)
    IS 'Note that an agent is there, or refuse who is none.';
REVOKE ALL ON FUNCTION agora_work._see_agent(bigint) FROM PUBLIC;
