-- Moves a golden state on and writes down who decided and why. Of two decisions at once the second finds the first's.
-- Errors: ZA009 decided before · ZM050 unknown.   Locks: the golden state.
CREATE OR REPLACE FUNCTION agora_memory._decide_golden(
    p_golden  bigint,
    p_status  text,
    p_source  text,
    p_notes   text,
    p_actor   bigint
)
RETURNS agora_memory.golden_state
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_decide_golden$
DECLARE
    v_golden agora_memory.golden_state;
BEGIN
    SELECT g.* INTO v_golden FROM agora_memory.golden_state AS g WHERE g.golden_state_id = p_golden FOR NO KEY UPDATE;
    IF NOT FOUND THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZM050',
            MESSAGE = 'unknown golden state',
            DETAIL  = format('p_golden=%s', coalesce(p_golden::text, 'NULL')),
            HINT    = 'See agora_memory.golden_review and agora_memory.approved_golden_state.';
    END IF;
    IF v_golden.status = p_status THEN -- the guard looks at changes only
        RAISE EXCEPTION USING
            ERRCODE = 'ZA009',
            MESSAGE = 'this change of state is not allowed',
            DETAIL  = format('machine=golden_state from=%s to=%s', v_golden.status, p_status),
            HINT    = 'It was decided before; agora_memory.golden_history tells by whom.';
    END IF;
    UPDATE agora_memory.golden_state AS g SET status = p_status WHERE g.golden_state_id = p_golden RETURNING g.* INTO v_golden;
    INSERT INTO agora_memory.golden_decision (golden_state_id, status, source, notes, principal_id, decided_at)
    VALUES (p_golden, p_status, p_source, agora_memory._redact(p_notes), p_actor, agora.now());
    RETURN v_golden;
END;
$_decide_golden$;

COMMENT ON FUNCTION agora_memory._decide_golden(bigint, text, text, text, bigint)
    IS 'Move a golden state to a status, with its decision; returns it.';
REVOKE ALL ON FUNCTION agora_memory._decide_golden(bigint, text, text, text, bigint) FROM PUBLIC;
