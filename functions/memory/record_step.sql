-- Records a step of an attempt that runs: once when it begins and once when it ends, or in one call. Its number is the natural key:
-- the same facts again change nothing.
-- Errors: 22023 · 42501 · ZA001 · ZA002 · ZM001 · ZM010 · ZM012 recorded otherwise.   Locks: the attempt, then snapshots.
CREATE OR REPLACE FUNCTION agora_memory.record_step(
    p_attempt      bigint,
    p_number       integer,
    p_name         text,
    p_outcome      text        DEFAULT NULL,
    p_detail       text        DEFAULT NULL,
    p_started_at   timestamptz DEFAULT NULL,
    p_finished_at  timestamptz DEFAULT NULL,
    p_pre          jsonb       DEFAULT NULL,
    p_post         jsonb       DEFAULT NULL,
    p_actor        bigint      DEFAULT agora.current_principal()
)
RETURNS integer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $record_step$
DECLARE
    v_now   timestamptz := agora.now();
    v_step  agora_memory.workflow_step;
BEGIN
    PERFORM agora._act_as(p_actor);
    PERFORM agora_memory._check_step(p_number, p_name, p_outcome, p_detail, p_started_at, p_finished_at, p_pre, p_post);
    PERFORM agora_memory._lock_running(p_attempt, p_actor);

    INSERT INTO agora_memory.workflow_step AS s (attempt_id, number, name, outcome, detail, started_at, finished_at, recorded_at)
    VALUES (p_attempt, p_number, agora_memory._redact(p_name), p_outcome, agora_memory._redact(p_detail),
            coalesce(p_started_at, least(v_now, p_finished_at)),
            CASE WHEN p_outcome IS NOT NULL THEN coalesce(p_finished_at, greatest(v_now, p_started_at)) END, v_now)
    ON CONFLICT ON CONSTRAINT workflow_step_pk DO UPDATE
       SET outcome     = excluded.outcome,
           detail      = excluded.detail,
           finished_at = CASE WHEN excluded.outcome IS NOT NULL THEN greatest(excluded.finished_at, s.started_at) END
     WHERE s.outcome IS NULL AND s.name = excluded.name AND coalesce(p_started_at = s.started_at, true)
    RETURNING s.* INTO v_step;
    IF NOT FOUND THEN
        SELECT s.* INTO v_step FROM agora_memory.workflow_step AS s WHERE s.attempt_id = p_attempt AND s.number = p_number;
        IF v_step.name <> agora_memory._redact(p_name) OR v_step.outcome <> p_outcome OR v_step.detail <> agora_memory._redact(p_detail)
           OR v_step.started_at <> p_started_at OR v_step.finished_at <> p_finished_at THEN
            RAISE EXCEPTION USING
                ERRCODE = 'ZM012',
                MESSAGE = 'step was recorded otherwise',
                DETAIL  = format('attempt_id=%s number=%s name=%s outcome=%s started_at=%s', p_attempt, p_number, left(v_step.name, 100),
                                 coalesce(v_step.outcome, 'none yet'), v_step.started_at),
                HINT    = 'A step ends once and keeps its name; give the next step the next number.';
        END IF;
    END IF;
    IF p_pre IS NOT NULL THEN
        PERFORM agora_memory._refer_snapshot(p_attempt, 'pre', p_number, agora_memory._redact_json(p_pre));
    END IF;
    IF p_post IS NOT NULL THEN
        PERFORM agora_memory._refer_snapshot(p_attempt, 'post', p_number, agora_memory._redact_json(p_post));
    END IF;
    RETURN p_number;
END;
$record_step$;

COMMENT ON FUNCTION agora_memory.record_step(bigint, integer, text, text, text, timestamptz, timestamptz, jsonb, jsonb, bigint)
    IS 'Record step p_number of an attempt that runs: without p_outcome it begins, with success, error or skipped it ends; p_pre and p_post are the states before and after it.';
REVOKE ALL ON FUNCTION agora_memory.record_step(bigint, integer, text, text, text, timestamptz, timestamptz, jsonb, jsonb, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_memory.record_step(bigint, integer, text, text, text, timestamptz, timestamptz, jsonb, jsonb, bigint) TO agora_service;
