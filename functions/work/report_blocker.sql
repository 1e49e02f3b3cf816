-- Says that a task is stuck: it becomes blocked, its holder gives it up and waits for it; helpers and the orchestrator are told at
-- once, and a human where there is a hazard or nobody could help. Reported again while it is open: the first report. Who speaks for all
-- agents reports for the holder whose epoch it presents.
-- Errors: 22023 · 42501 · ZA001 · ZA002 · ZA003 · ZW001 · ZW005 · ZW006 · ZW007 · ZW085 too often.
-- Emits: work.blocker.reported.v1 · work.task.returned.v1 · work.message.sent.v1 · work.escalation.opened.v1.   Locks: the row of who is stuck as an agent, the task, the bucket.
CREATE OR REPLACE FUNCTION agora_work.report_blocker(
    p_task          bigint,
    p_type          text,
    p_description   text,
    p_severity      text   DEFAULT 'medium',
    p_capabilities  text[] DEFAULT '{}',
    p_hazards       text[] DEFAULT '{}',
    p_epoch         bigint DEFAULT NULL,
    p_key           text   DEFAULT NULL,
    p_actor         bigint DEFAULT agora.current_principal()
)
RETURNS agora_work.blocker_report
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $report_blocker$
DECLARE
    v_now      timestamptz := agora.now();
    v_first    jsonb;
    v_stuck    bigint := p_actor;
    v_blocker  agora_work.blocker;
    v_report   agora_work.blocker_report;
BEGIN
    PERFORM agora._act_as(p_actor);
    PERFORM agora_work._check_report(p_type, p_description, p_severity, p_hazards);
    p_capabilities := agora_work._check_codes('p_capabilities', p_capabilities, 20);
    v_first := agora._first_result('report_blocker', p_actor, p_key,
                                   jsonb_build_array(p_task, p_type, p_description, p_severity, p_capabilities, p_hazards, p_epoch));
    IF v_first IS NOT NULL THEN
        RETURN jsonb_populate_record(NULL::agora_work.blocker_report, v_first);
    END IF;
    -- It will wait for the task. The agent first, as in a claim.
    IF p_actor <= 3 THEN
        v_stuck := coalesce((SELECT t.holder_id FROM agora_work.task AS t WHERE t.task_id = p_task AND t.epoch = p_epoch), p_actor);
    END IF;
    PERFORM agora_work._restrain(v_stuck);
    PERFORM FROM agora_work.task AS t WHERE t.task_id = p_task FOR NO KEY UPDATE;
    SELECT b.* INTO v_blocker FROM agora_work.blocker AS b WHERE b.task_id = p_task AND b.type = p_type AND b.closed_at IS NULL;
    IF FOUND THEN
        v_report := (v_blocker.blocker_id, false, v_blocker.level, '{}', NULL);
    ELSE
        p_capabilities := agora_work._lock_stuck_task(p_task, p_epoch, p_capabilities, p_actor);
        PERFORM agora_work._check_quota(v_stuck);
        INSERT INTO agora_work.blocker AS b (task_id, type, severity, description, capabilities, hazards, level, due_at, reported_by, reported_at)
        VALUES (p_task, p_type, p_severity, p_description, p_capabilities, ARRAY(SELECT DISTINCT h FROM unnest(p_hazards) AS h ORDER BY h), 1,
                v_now + agora.setting_interval('work.page_after'), v_stuck, v_now)
        RETURNING b.* INTO v_blocker;
        v_report := agora_work._announce_blocker(v_blocker, p_actor);
    END IF;
    PERFORM agora._keep_result('report_blocker', p_actor, p_key, to_jsonb(v_report));
    RETURN v_report;
END;
$report_blocker$;

COMMENT ON FUNCTION agora_work.report_blocker(bigint, text, text, text, text[], text[], bigint, text, bigint)
    IS 'Report that a task is stuck (type: a word; severity: low, medium, high, critical; what a helper should know; hazards: conflict, legal, safety); its holder presents the epoch.';
REVOKE ALL ON FUNCTION agora_work.report_blocker(bigint, text, text, text, text[], text[], bigint, text, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_work.report_blocker(bigint, text, text, text, text[], text[], bigint, text, bigint) TO agora_service;
