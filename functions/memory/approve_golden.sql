-- Approves a nominated golden state; never one's own work or nomination.
-- Errors: 22023 · 42501 · ZA001 · ZA002 · ZA003 · ZA009 decided before · ZM050 unknown · ZM051 one's own.
-- Locks: the golden state.   Emits: memory.golden.approved.v1
CREATE OR REPLACE FUNCTION agora_memory.approve_golden(
    p_golden  bigint,
    p_notes   text   DEFAULT NULL,
    p_key     text   DEFAULT NULL,
    p_actor   bigint DEFAULT agora.current_principal()
)
RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $approve_golden$
BEGIN
    PERFORM agora._act_as(p_actor);
    PERFORM agora._check_text('p_notes', p_notes, 10000, p_optional => true);
    IF agora._first_result('approve_golden', p_actor, p_key, jsonb_build_array(p_golden, p_notes)) IS NOT NULL THEN
        RETURN p_golden;
    END IF;
    IF EXISTS (SELECT 1
                 FROM agora_memory.golden_state AS g
                 JOIN agora_memory.attempt AS a ON a.attempt_id = g.attempt_id
                WHERE g.golden_state_id = p_golden AND (g.nominated_by = p_actor OR a.principal_id = p_actor)) THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZM051',
            MESSAGE = 'nobody approves their own golden state',
            DETAIL  = format('golden_state_id=%s actor=%s', p_golden, p_actor),
            HINT    = 'Let somebody approve it who neither wrote nor nominated it.';
    END IF;
    PERFORM agora_memory._approve_golden(p_golden, 'human', p_notes, p_actor);
    PERFORM agora._keep_result('approve_golden', p_actor, p_key, to_jsonb(p_golden));
    RETURN p_golden;
END;
$approve_golden$;

COMMENT ON FUNCTION agora_memory.approve_golden(bigint, text, text, bigint)
    IS 'Approve a nominated golden state of others; from then on it is found and may be reused.';
REVOKE ALL ON FUNCTION agora_memory.approve_golden(bigint, text, text, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_memory.approve_golden(bigint, text, text, bigint) TO agora_operator;
