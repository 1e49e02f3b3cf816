-- Adds tasks: the road that add_task() and add_tasks() share. Tasks may need each other in any order.
-- Errors: 22023 · ZW001 · ZW002 · ZW003 · ZW008 · ZW054 · ZW900.   Emits: work.task.added.v1.
-- Locks: needed tasks that are open, those that wait last, by id, those that are closed only against being forgotten, then lanes as _put_lanes(), as change_task(), then the codes, then lanes by id.
CREATE OR REPLACE FUNCTION agora_work._add_tasks(
    p_tasks  jsonb,
    p_actor  bigint
)
RETURNS bigint[]
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_add_tasks$
DECLARE
    v_now    timestamptz := agora.now();
    v_wrong  record;
    v_codes  text[];
    v_lanes  bigint[];
    v_ids    bigint[];
    v_waits  bigint[];
    v_needs  bigint[];
    v_open   bigint[];
    v_most   integer := agora.setting_integer('work.max_attempts');
    v_ttl    interval := agora.setting_interval('work.ttl');
    v_filler interval := agora.setting_interval('work.filler_ttl');
BEGIN
    SELECT e.item, agora_work._task_fault(e.task) AS fault INTO v_wrong
      FROM jsonb_array_elements(p_tasks) WITH ORDINALITY AS e(task, item)
     WHERE agora_work._task_fault(e.task) IS NOT NULL
     LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION USING
            ERRCODE = '22023',
            MESSAGE = 'task is not usable',
            DETAIL  = format('item=%s: %s', v_wrong.item, v_wrong.fault),
            HINT    = 'The comment of agora_work.add_tasks() names the fields of a task.';
    END IF;
    SELECT array_agg(e.task ->> 'code' ORDER BY e.item), array_agg(nextval('agora_work.task_id_seq') ORDER BY e.item)
      INTO v_codes, v_ids
      FROM jsonb_array_elements(p_tasks) WITH ORDINALITY AS e(task, item);
    SELECT r.waits_ids, r.needs_ids INTO v_waits, v_needs FROM agora_work._resolve_needs(p_tasks, v_codes, v_ids) AS r;
    -- As who completes tasks locks those first, and then what waits for them.
    PERFORM FROM agora_work.task AS t WHERE t.task_id = ANY (v_needs) AND t.closed_at IS NULL ORDER BY t.status = 'blocked', t.task_id FOR NO KEY UPDATE;
    PERFORM FROM agora_work.task AS t WHERE t.task_id = ANY (v_needs) AND t.closed_at IS NOT NULL ORDER BY t.task_id FOR KEY SHARE;
    -- One that was just forgotten is unknown.
    PERFORM agora_work._check_task(g.task_id)
       FROM (SELECT u.task_id FROM unnest(v_needs) AS u(task_id)
             EXCEPT SELECT u.task_id FROM unnest(v_ids) AS u(task_id)
             EXCEPT SELECT t.task_id FROM agora_work.task AS t WHERE t.task_id = ANY (v_needs)) AS g;
    UPDATE agora_work.task AS t SET is_awaited = true WHERE t.task_id = ANY (v_needs) AND t.closed_at IS NULL AND NOT t.is_awaited;
    SELECT agora_work._put_lanes(array_agg(coalesce(e.task ->> 'kind', 'critical') ORDER BY e.item), array_agg(coalesce((e.task ->> 'priority')::numeric::integer, 50) ORDER BY e.item),
                                 array_agg((e.task ->> 'assignee')::numeric::bigint ORDER BY e.item), array_agg(coalesce(nullif(e.task -> 'capabilities', 'null'), '[]') ORDER BY e.item), array_agg(e.task ->> 'environment' ORDER BY e.item))
      INTO v_lanes
      FROM jsonb_array_elements(p_tasks) WITH ORDINALITY AS e(task, item);
    -- What is completed is met; what is new, too, is open.
    SELECT array_agg(w.waits_id) INTO v_open
      FROM unnest(v_waits, v_needs) AS w(waits_id, needs_id)
     WHERE NOT EXISTS (SELECT FROM agora_work.task AS t WHERE t.task_id = w.needs_id AND t.status = 'completed');

    INSERT INTO agora_work.task (task_id, lane_id, status, unmet, is_awaited, ready_at, estimate, ttl, exclusive, max_attempts)
    SELECT v_ids[e.item], v_lanes[e.item], CASE WHEN o.unmet > 0 THEN 'blocked' ELSE 'available' END, coalesce(o.unmet, 0), n.needs_id IS NOT NULL,
           CASE WHEN (e.task ->> 'not_before')::timestamptz > v_now THEN (e.task ->> 'not_before')::timestamptz END,
           agora_work._duration(e.task -> 'estimate'), coalesce(agora_work._duration(e.task -> 'ttl'), CASE WHEN coalesce(e.task ->> 'kind', 'critical') = 'critical' THEN v_ttl ELSE v_filler END),
           nullif(ARRAY(SELECT DISTINCT x.key FROM jsonb_array_elements_text(coalesce(nullif(e.task -> 'exclusive', 'null'), '[]')) AS x(key) ORDER BY x.key), '{}'),
           coalesce((e.task ->> 'max_attempts')::numeric::integer, v_most)
      FROM jsonb_array_elements(p_tasks) WITH ORDINALITY AS e(task, item)
      LEFT JOIN (SELECT u.waits_id, count(*)::integer AS unmet FROM unnest(v_open) AS u(waits_id) GROUP BY u.waits_id) AS o ON o.waits_id = v_ids[e.item]
      LEFT JOIN (SELECT DISTINCT u.needs_id FROM unnest(v_needs) AS u(needs_id)) AS n ON n.needs_id = v_ids[e.item];
    PERFORM agora_work._add_details(p_tasks, v_ids, p_actor);
    INSERT INTO agora_work.dependency (task_id, needs_id, recorded_at)
    SELECT w.waits_id, w.needs_id, v_now FROM unnest(v_waits, v_needs) AS w(waits_id, needs_id);
    PERFORM agora_work._note_ready(v_ids);

    PERFORM agora_event._emit_set(
        'work.task.added.v1', array_agg(t.task_id::text ORDER BY t.task_id),
        array_agg(jsonb_build_object('task_id', t.task_id, 'code', d.code, 'kind', l.kind, 'priority', l.priority, 'status', t.status) ORDER BY t.task_id),
        d.correlation_id, p_actor)
       FROM agora_work.task AS t
       JOIN agora_work.task_detail AS d ON d.task_id = t.task_id
       JOIN agora_work.lane AS l ON l.lane_id = t.lane_id
      WHERE t.task_id = ANY (v_ids)
      GROUP BY d.correlation_id;
    RETURN v_ids;
END;
$_add_tasks$;

COMMENT ON FUNCTION agora_work._add_tasks(jsonb, bigint)
    IS 'Add tasks given as a JSON array; returns their ids by position.';
REVOKE ALL ON FUNCTION agora_work._add_tasks(jsonb, bigint) FROM PUBLIC;
