-- Nominates a successful attempt, anybody's, as exemplary; the texts default to those of the attempt. With the flag golden_states
-- off nothing is written and the answer is NULL.
-- Errors: 22023 · 42501 · ZA001 · ZA002 · ZA003 · ZM001 unknown attempt · ZM052 not fit.
-- Emits: memory.golden.nominated.v1 · memory.golden.approved.v1
CREATE OR REPLACE FUNCTION agora_memory.nominate_golden(
    p_attempt   bigint,
    p_problem   text   DEFAULT NULL,
    p_solution  text   DEFAULT NULL,
    p_notes     text   DEFAULT NULL,
    p_key       text   DEFAULT NULL,
    p_actor     bigint DEFAULT agora.current_principal()
)
RETURNS agora_memory.golden_nomination
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $nominate_golden$
DECLARE
    v_first    jsonb;
    v_result   agora_memory.golden_nomination;
    v_attempt  agora_memory.attempt;
BEGIN
    PERFORM agora._act_as(p_actor);
    PERFORM agora._check_text('p_problem', p_problem, 100000, p_optional => true);
    PERFORM agora._check_text('p_solution', p_solution, 100000, p_optional => true);
    PERFORM agora._check_text('p_notes', p_notes, 10000, p_optional => true);
    IF NOT agora.flag_on('golden_states', p_actor) THEN
        RETURN NULL;
    END IF;
    v_first := agora._first_result('nominate_golden', p_actor, p_key, jsonb_build_array(p_attempt, p_problem, p_solution, p_notes));
    IF v_first IS NOT NULL THEN
        RETURN jsonb_populate_record(NULL::agora_memory.golden_nomination, v_first);
    END IF;

    SELECT a.* INTO v_attempt FROM agora_memory.attempt AS a WHERE a.attempt_id = p_attempt;
    IF NOT FOUND THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZM001',
            MESSAGE = 'unknown attempt',
            DETAIL  = format('p_attempt=%s', coalesce(p_attempt::text, 'NULL')),
            HINT    = 'See agora_memory.recorded_attempt.';
    END IF;
    v_result := agora_memory._add_golden(p_attempt, p_problem, p_solution, p_notes, 'human', p_actor);
    IF v_result IS NULL THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZM052',
            MESSAGE = 'attempt is not fit to be an example',
            DETAIL  = format('attempt_id=%s status=%s quality=%s least=%s', p_attempt, v_attempt.status,
                             coalesce(v_attempt.quality::text, 'NULL'), agora.setting_numeric('memory.golden_nominate_min')),
            HINT    = 'It must have succeeded with that quality, and have an approach, code or p_solution to tell.';
    END IF;
    PERFORM agora._keep_result('nominate_golden', p_actor, p_key, to_jsonb(v_result));
    RETURN v_result;
END;
$nominate_golden$;

COMMENT ON FUNCTION agora_memory.nominate_golden(bigint, text, text, text, text, bigint)
    IS 'Nominate a successful attempt of quality 0.8 or more as a golden state; from a measured 0.9 it is approved at once.';
REVOKE ALL ON FUNCTION agora_memory.nominate_golden(bigint, text, text, text, text, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_memory.nominate_golden(bigint, text, text, text, text, bigint) TO agora_service;
