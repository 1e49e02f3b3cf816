-- Stops a filler in the middle: partial, with the parts that are done, which whoever goes on need not do again. It is no attempt.
-- Said again it is answered as the first time.
-- Errors: 22023 also for a task that is no filler · 42501 · ZA001 · ZA002 · ZW001 · ZW005 · ZW006 · ZW007.
-- Emits: work.task.returned.v1.   Locks: the task, exclusive keys, lanes by id.
CREATE OR REPLACE FUNCTION agora_work.pause_filler(
    p_task   bigint,
    p_epoch  bigint,
    p_parts  text[] DEFAULT '{}',
    p_actor  bigint DEFAULT agora.current_principal()
)
RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $pause_filler$
DECLARE
    v_claim  agora_work.held_claim;
    v_kind   text;
BEGIN
    PERFORM agora._act_as(p_actor);
    IF p_parts IS NULL OR cardinality(p_parts) > 100 THEN
        RAISE EXCEPTION USING
            ERRCODE = '22023',
            MESSAGE = 'parts are not usable',
            DETAIL  = format('p_parts=%s', coalesce(cardinality(p_parts) || ' parts', 'NULL')),
            HINT    = 'Pass an array of at most 100 names.';
    END IF;
    PERFORM agora._check_text('p_parts', u.part, 200) FROM unnest(p_parts) AS u(part);
    v_claim := agora_work._lock_claim(p_task, p_epoch, 'released', p_actor);
    SELECT l.kind INTO v_kind FROM agora_work.task AS t JOIN agora_work.lane AS l ON l.lane_id = t.lane_id WHERE t.task_id = p_task;
    IF v_kind = 'critical' THEN
        RAISE EXCEPTION USING
            ERRCODE = '22023',
            MESSAGE = 'task is no filler',
            DETAIL  = format('p_task=%s kind=%s', p_task, v_kind),
            HINT    = 'Give it back with agora_work.release_task(), or say with agora_work.report_blocker() what it waits for.';
    END IF;
    IF v_claim.outcome IS NULL THEN
        INSERT INTO agora_work.filler_part (task_id, part, done_by, done_at)
        SELECT DISTINCT p_task, u.part, v_claim.agent_id, agora.now() FROM unnest(p_parts) AS u(part)
        ON CONFLICT ON CONSTRAINT filler_part_pk DO NOTHING;
        PERFORM agora_work._end_claims(ARRAY[p_task], 'released', 'partial', NULL, false, p_actor);
    END IF;
END;
$pause_filler$;

COMMENT ON FUNCTION agora_work.pause_filler(bigint, bigint, text[], bigint)
    IS 'Give a filler back in the middle, with the names of at most 100 parts that are done.';
REVOKE ALL ON FUNCTION agora_work.pause_filler(bigint, bigint, text[], bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_work.pause_filler(bigint, bigint, text[], bigint) TO agora_service;
