-- Says that a task could not be done. It is tried again, later each time, until its attempts are used up, or at once for all where p_retry is
-- false: then it has failed, a dead letter. Said again it is answered as the first time.
-- Errors: 22023 · 42501 · ZA001 · ZA002 · ZW001 · ZW005 · ZW006 · ZW007.
-- Emits: work.task.returned.v1, work.task.failed.v1.   Locks: the task, exclusive keys, lanes by id.
CREATE OR REPLACE FUNCTION agora_work.fail_task(
    p_task      bigint,
    p_epoch     bigint,
    p_error     text,
    p_retry     boolean DEFAULT true,
    p_cost_usd  numeric DEFAULT NULL,
    p_actor     bigint  DEFAULT agora.current_principal()
)
RETURNS timestamptz
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET plan_cache_mode = force_generic_plan
AS $fail_task$
DECLARE
    v_claim agora_work.held_claim;
BEGIN
    PERFORM agora._act_as(p_actor);
    PERFORM agora._check_text('p_error', p_error, 10000);
    PERFORM agora_work._check_result(NULL, NULL, p_cost_usd);
    v_claim := agora_work._lock_claim(p_task, p_epoch, 'failed', p_actor);
    IF v_claim.outcome IS NULL THEN
        PERFORM agora_work._end_claims(ARRAY[p_task], 'failed', p_error, p_cost_usd, NOT coalesce(p_retry, true), p_actor);
        SELECT c.retry_at INTO v_claim.retry_at FROM agora_work.claim AS c WHERE c.task_id = p_task AND c.epoch = p_epoch;
    END IF;
    RETURN v_claim.retry_at;
END;
$fail_task$;

COMMENT ON FUNCTION agora_work.fail_task(bigint, bigint, text, boolean, numeric, bigint)
    IS 'Say why a claimed task could not be done, and its cost in US dollars; returns when it is tried again, NULL = it has failed for good.';
REVOKE ALL ON FUNCTION agora_work.fail_task(bigint, bigint, text, boolean, numeric, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_work.fail_task(bigint, bigint, text, boolean, numeric, bigint) TO agora_service;
