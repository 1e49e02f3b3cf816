-- Gives a task back. That is no attempt: it is ready for others at once. Said again it is answered as the first time.
-- Errors: 22023 · 42501 · ZA001 · ZA002 · ZW001 · ZW005 · ZW006 · ZW007.   Emits: work.task.returned.v1.
-- Locks: the task, exclusive keys, lanes by id.
CREATE OR REPLACE FUNCTION agora_work.release_task(
    p_task    bigint,
    p_epoch   bigint,
    p_reason  text   DEFAULT NULL,
    p_actor   bigint DEFAULT agora.current_principal()
)
RETURNS timestamptz
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET plan_cache_mode = force_generic_plan
AS $release_task$
DECLARE
    v_claim agora_work.held_claim;
BEGIN
    PERFORM agora._act_as(p_actor);
    PERFORM agora._check_text('p_reason', p_reason, 1000, true);
    v_claim := agora_work._lock_claim(p_task, p_epoch, 'released', p_actor);
    IF v_claim.outcome IS NULL THEN
        PERFORM agora_work._end_claims(ARRAY[p_task], 'released', p_reason, NULL, false, p_actor);
    END IF;
    RETURN coalesce(v_claim.ended_at, agora.now());
END;
$release_task$;

COMMENT ON FUNCTION agora_work.release_task(bigint, bigint, text, bigint)
    IS 'Give a claimed task back; returns when it was.';
REVOKE ALL ON FUNCTION agora_work.release_task(bigint, bigint, text, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_work.release_task(bigint, bigint, text, bigint) TO agora_service;
