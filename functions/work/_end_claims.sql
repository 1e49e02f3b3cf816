-- Ends claims without success, outcome failed, lost, released, blocked or cancelled, of tasks that are locked: writes the history, frees
-- their keys and returns the tasks, or closes them where they have failed or been lost once too often. The agent that was lost is no fault
-- of the task, so only a failure makes it wait.
-- Emits: work.task.returned.v1, work.task.failed.v1, work.task.cancelled.v1, work.message.sent.v1, work.escalation.opened.v1.
-- Locks: lanes by id, exclusive keys, escalations by agent.
CREATE OR REPLACE FUNCTION agora_work._end_claims(
    p_tasks     bigint[],
    p_outcome   text,
    p_error     text,
    p_cost_usd  numeric,
    p_is_final  boolean,
    p_actor     bigint
)
RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_end_claims$
DECLARE
    v_now        timestamptz := agora.now();
    v_counts     integer := (p_outcome IN ('failed', 'lost'))::integer;
    v_statuses   text[];
    v_keys       text[];
    v_payloads   jsonb[];
BEGIN
    WITH held AS MATERIALIZED (
        SELECT t.task_id, t.epoch, t.holder_id, t.claimed_at, t.started_at, t.attempts + v_counts AS attempts,
               CASE p_outcome WHEN 'lost' THEN least(t.lease_until, t.finish_by) ELSE v_now END AS ended_at,
               CASE WHEN p_outcome = 'cancelled' THEN 'cancelled'
                    WHEN v_counts = 1 AND (p_is_final OR t.attempts + 1 >= t.max_attempts) THEN 'failed'
                    ELSE 'available' END AS status
          FROM agora_work.task AS t
         WHERE t.task_id = ANY (p_tasks) AND t.holder_id IS NOT NULL
    ), told AS MATERIALIZED (
        SELECT h.*, CASE WHEN h.status = 'available' THEN v_now + CASE p_outcome WHEN 'failed' THEN agora_work._backoff(h.attempts) ELSE interval '0' END END AS retry_at
          FROM held AS h
    ), history AS (
        INSERT INTO agora_work.claim (task_id, epoch, agent_id, outcome, claimed_at, started_at, ended_at, retry_at, cost_usd, error)
        SELECT d.task_id, d.epoch, d.holder_id, p_outcome, d.claimed_at, d.started_at, d.ended_at, d.retry_at, p_cost_usd, p_error FROM told AS d
    ), ended AS (
        UPDATE agora_work.task AS t
           SET status      = d.status,
               attempts    = d.attempts,
               ready_at    = CASE WHEN d.retry_at > v_now THEN d.retry_at END,
               closed_at   = CASE WHEN d.status <> 'available' THEN d.ended_at END,
               holder_id   = NULL,
               claimed_at  = NULL,
               held_since  = NULL,
               started_at  = NULL,
               lease       = NULL,
               lease_until = NULL,
               finish_by   = NULL
          FROM told AS d
         WHERE t.task_id = d.task_id
    ), closed AS (
        UPDATE agora_work.task_detail AS x SET closing_reason = p_error FROM told AS d WHERE x.task_id = d.task_id AND d.status <> 'available'
    )
    SELECT array_agg(d.status ORDER BY d.task_id), array_agg(d.task_id::text ORDER BY d.task_id),
           array_agg(jsonb_build_object('task_id', d.task_id, 'epoch', d.epoch, 'agent_id', d.holder_id, 'reason', p_outcome, 'error', p_error, 'retry_at', d.retry_at) ORDER BY d.task_id)
      INTO v_statuses, v_keys, v_payloads
      FROM told AS d;
    -- Lanes are waited for by id, and only then tried: free keys bring back what was put aside, in whatever lane.
    PERFORM agora_work._note_ready(p_tasks);
    DELETE FROM agora_work.exclusive_key AS x WHERE x.task_id = ANY (p_tasks);

    PERFORM agora_event._emit_set('work.task.returned.v1', array_agg(u.key), array_agg(u.payload), NULL, p_actor)
       FROM unnest(v_statuses, v_keys, v_payloads) AS u(status, key, payload) WHERE u.status = 'available' HAVING count(*) > 0;
    PERFORM agora_event._emit_set('work.task.failed.v1', array_agg(u.key), array_agg(u.payload), NULL, p_actor)
       FROM unnest(v_statuses, v_keys, v_payloads) AS u(status, key, payload) WHERE u.status = 'failed' HAVING count(*) > 0;
    PERFORM agora_event._emit_set('work.task.cancelled.v1', array_agg(u.key), array_agg(u.payload), NULL, p_actor)
       FROM unnest(v_statuses, v_keys, v_payloads) AS u(status, key, payload) WHERE u.status = 'cancelled' HAVING count(*) > 0;
    IF 'available' <> ANY (v_statuses) THEN
        PERFORM agora_work._tell_closed(p_tasks, p_actor);
        PERFORM agora_work._escalate((u.payload ->> 'agent_id')::bigint, 'dead_letter', (u.payload ->> 'task_id')::bigint, NULL, u.payload, p_actor)
           FROM (SELECT w.payload FROM unnest(v_statuses, v_payloads) AS w(status, payload) WHERE w.status = 'failed' ORDER BY (w.payload ->> 'agent_id')::bigint) AS u;
    END IF;
END;
$_end_claims$;

COMMENT ON FUNCTION agora_work._end_claims(bigint[], text, text, numeric, boolean, bigint)
    IS 'End claims of locked tasks without success.';
REVOKE ALL ON FUNCTION agora_work._end_claims(bigint[], text, text, numeric, boolean, bigint) FROM PUBLIC;
