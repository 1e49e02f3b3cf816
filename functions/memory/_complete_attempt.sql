-- What is done with an attempt that ended: nine steps in order, each recorded with its outcome and its time. None of them can lose
-- the attempt. Equal for finish_attempt() and record_attempt(); an import does the same for thousands at once.
-- Locks: transforms, signatures, resolutions, in this order; a success makes no signature, a failure no transform.
CREATE OR REPLACE FUNCTION agora_memory._complete_attempt(
    p_attempt        bigint,
    p_options        jsonb,
    p_secret_rule    text,
    p_is_rewardable  boolean
)
RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_complete_attempt$
DECLARE
    v_state   agora_memory.completion;
    v_steps   jsonb := jsonb_build_array();
    v_run     record;
    v_step    text;
BEGIN
    SELECT ROW(a.attempt_id, a.principal_id, p_is_rewardable, p_options, a.status, a.category, d.request, d.approach, a.quality,
               d.error_type, d.error_message, d.error_stack, a.finished_at, d.language, d.code, p_secret_rule,
               NULL, NULL, NULL, NULL, NULL)::agora_memory.completion AS state
      INTO v_run
      FROM agora_memory.attempt AS a
      JOIN agora_memory.attempt_detail AS d ON d.attempt_id = a.attempt_id
     WHERE a.attempt_id = p_attempt;
    v_state := v_run.state;
    -- A loop, because each step reads what the one before it found.
    FOREACH v_step IN ARRAY ARRAY['extract', 'score', 'hash', 'store', 'match', 'cost', 'error', 'evidence', 'nomination'] LOOP
        v_run := agora_memory._run_step(v_state, v_step);
        v_state := v_run.p_state;
        v_steps := v_steps || v_run.report;
    END LOOP;
    UPDATE agora_memory.attempt_detail AS d SET steps = v_steps WHERE d.attempt_id = p_attempt;
END;
$_complete_attempt$;

COMMENT ON FUNCTION agora_memory._complete_attempt(bigint, jsonb, text, boolean)
    IS 'Run and record the nine steps of completing an attempt.';
REVOKE ALL ON FUNCTION agora_memory._complete_attempt(bigint, jsonb, text, boolean) FROM PUBLIC;
