-- Says that a task is done. What waited for it goes on. Said again with the same result it is answered as the first time.
-- Errors: 0A000 isolation · 22023 · 42501 · ZA001 · ZA002 · ZW001 · ZW005 · ZW006 · ZW007 closed, or completed with another result.
-- Emits: work.task.completed.v1, work.task.unblocked.v1.   Locks: the task, those that wait for it by id, exclusive keys, lanes by id.
CREATE OR REPLACE FUNCTION agora_work.complete_task(
    p_task       bigint,
    p_epoch      bigint,
    p_result     jsonb   DEFAULT NULL,
    p_artefacts  text[]  DEFAULT NULL,
    p_cost_usd   numeric DEFAULT NULL,
    p_actor      bigint  DEFAULT agora.current_principal()
)
RETURNS timestamptz
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET plan_cache_mode = force_generic_plan
SET enable_seqscan = off
AS $complete_task$
DECLARE
    v_claim agora_work.held_claim;
BEGIN
    PERFORM agora._act_as(p_actor);
    IF current_setting('transaction_isolation') <> 'read committed' THEN
        PERFORM agora_work._check_snapshot();
    END IF;
    IF num_nonnulls(p_result, p_artefacts, p_cost_usd) > 0 THEN
        PERFORM agora_work._check_result(p_result, p_artefacts, p_cost_usd);
    END IF;
    v_claim := agora_work._lock_claim(p_task, p_epoch, 'completed', p_actor);
    IF v_claim.outcome IS NULL THEN
        PERFORM agora_work._complete(ARRAY[v_claim], CASE WHEN p_result IS NOT NULL THEN ARRAY[p_result] END, p_artefacts, p_cost_usd, p_actor);
        RETURN agora.now();
    END IF;
    PERFORM agora_work._check_completed(v_claim, p_result, p_artefacts, p_cost_usd);
    RETURN v_claim.ended_at;
END;
$complete_task$;

COMMENT ON FUNCTION agora_work.complete_task(bigint, bigint, jsonb, text[], numeric, bigint)
    IS 'Complete a claimed task, with its result (an object), SHA-256 hashes of what it made and its cost in US dollars; returns when it was completed.';
REVOKE ALL ON FUNCTION agora_work.complete_task(bigint, bigint, jsonb, text[], numeric, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_work.complete_task(bigint, bigint, jsonb, text[], numeric, bigint) TO agora_service;
