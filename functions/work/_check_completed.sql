-- A task that is said to be completed once more: with the same result it is, with another it is not.
-- Errors: ZW007 completed with another result.
CREATE OR REPLACE FUNCTION agora_work._check_completed(
    p_claim      agora_work.held_claim,
    p_result     jsonb,
    p_artefacts  text[],
    p_cost_usd   numeric
)
RETURNS void
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $_check_completed$
BEGIN
    IF NOT EXISTS (SELECT FROM agora_work.task_detail AS d
                    WHERE d.task_id = p_claim.task_id AND d.result IS NOT DISTINCT FROM p_result AND d.artefacts IS NOT DISTINCT FROM p_artefacts)
       OR p_claim.cost_usd IS DISTINCT FROM p_cost_usd THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZW007',
            MESSAGE = 'task was completed with another result',
            DETAIL  = format('task_id=%s epoch=%s completed_at=%s', p_claim.task_id, p_claim.epoch, p_claim.ended_at),
            HINT    = 'Add a new task if there is more to do.';
    END IF;
END;
$_check_completed$;

COMMENT ON FUNCTION agora_work._check_completed(agora_work.held_claim, jsonb, text[], numeric)
    IS 'Refuse another result of a task than the one that it was completed with.';
REVOKE ALL ON FUNCTION agora_work._check_completed(agora_work.held_claim, jsonb, text[], numeric) FROM PUBLIC;
