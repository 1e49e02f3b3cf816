-- Runs one step in its own subtransaction: what fails is taken back and told, with SQLSTATE, and the next step goes on. Not so
-- where going on would be wrong: the caller cancelled, must try again, or the server is in need (classes 40, 53, 57, 58, XX).
-- Errors: 55P03.
CREATE OR REPLACE FUNCTION agora_memory._run_step(
    INOUT p_state  agora_memory.completion,
    IN    p_step   text,
    OUT   report   jsonb
)
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_run_step$
DECLARE
    v_start     numeric := agora._elapsed();
    v_reason    text := agora_memory._skip_reason(p_state, p_step);
    v_state     agora_memory.completion := p_state;
    v_sqlstate  text;
    v_message   text;
    v_detail    text;
BEGIN
    IF v_reason IS NOT NULL THEN
        report := jsonb_build_object('step', p_step, 'outcome', 'skipped', 'ms', 0, 'detail', v_reason);
        RETURN;
    END IF;
    v_state.result := NULL;
    BEGIN
        CASE p_step
            WHEN 'extract'    THEN v_state := agora_memory._step_extract(v_state);
            WHEN 'score'      THEN v_state := agora_memory._step_score(v_state);
            WHEN 'hash'       THEN v_state := agora_memory._step_hash(v_state);
            WHEN 'store'      THEN v_state := agora_memory._step_store(v_state);
            WHEN 'match'      THEN v_state := agora_memory._step_match(v_state);
            WHEN 'cost'       THEN v_state := agora_memory._step_cost(v_state);
            WHEN 'error'      THEN v_state := agora_memory._step_error(v_state);
            WHEN 'evidence'   THEN v_state := agora_memory._step_evidence(v_state);
            WHEN 'nomination' THEN v_state := agora_memory._step_nomination(v_state);
        END CASE;
        p_state := v_state;
        report := jsonb_build_object('outcome', 'success', 'result', v_state.result);
    EXCEPTION WHEN OTHERS THEN
        GET STACKED DIAGNOSTICS v_sqlstate = RETURNED_SQLSTATE, v_message = MESSAGE_TEXT, v_detail = PG_EXCEPTION_DETAIL;
        IF left(v_sqlstate, 2) IN ('40', '53', '57', '58', 'XX') OR v_sqlstate = '55P03' THEN
            RAISE;
        END IF;
        -- A trigger that others added may be in PL/Python, whose messages have a prefix.
        report := jsonb_build_object('outcome', 'error', 'sqlstate', v_sqlstate, 'detail',
                                     left(regexp_replace(v_message, '^(plpy|spiexceptions)\.\w+: ', ''), 500) || coalesce(' (' || left(nullif(v_detail, ''), 500) || ')', ''));
    END;
    report := jsonb_build_object('step', p_step, 'ms', round(agora._elapsed() - v_start, 3)) || jsonb_strip_nulls(report);
END;
$_run_step$;

COMMENT ON FUNCTION agora_memory._run_step(agora_memory.completion, text)
    IS 'Run one step of completing an attempt; the state after it, and its report.';
REVOKE ALL ON FUNCTION agora_memory._run_step(agora_memory.completion, text) FROM PUBLIC;
