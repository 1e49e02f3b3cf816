-- Locks the next tasks that an agent may claim, at most so many and of so much estimated work, and takes their keys: lanes by priority, each by age from its hint on,
-- which moves up behind a claim far beyond it. Behind tasks of keys that another session is just taking it goes on, and many of held keys are put aside. Whom a transaction that
-- the statement does not see has locked it does not even try (docs/work.md says why), unless p_tries: for whoever has written before in its transaction and may have locked
-- tasks itself, and for the look once more: a multixact is no transaction. With p_lanes, for several agents with the same capabilities, only what is nobody's own and, of environments, in those lanes.
-- Locks: tasks, those of others skipped; exclusive keys, tried; lanes, those of others skipped.
CREATE OR REPLACE FUNCTION agora_work._pick_tasks(
    p_agent   bigint,
    p_kinds   text[],
    p_limit   integer,
    p_room    interval,
    p_tries   boolean,
    p_lanes   bigint[] DEFAULT NULL
)
RETURNS bigint[]
LANGUAGE plpgsql VOLATILE
AS $_pick_tasks$
DECLARE
    c_stride  integer := 1000;
    v_xid     bigint := pg_current_xact_id()::text::bigint;
    v_own     xid := pg_current_xact_id()::xid;
    v_picked  bigint[] := '{}';
    v_tasks   bigint[];
    v_least   bigint;
    v_load    interval;
    v_is_free boolean;
    v_from    bigint;
    v_fit     bigint[];
    v_busy    text[] := '{}';
    r_lane    record;
BEGIN
    -- A loop, because a lane is read only where those before it had too little.
    FOR r_lane IN
        SELECT l.lane_id, l.first_ready
          FROM agora_work.agent AS a
         CROSS JOIN agora_work.lane AS l
         WHERE a.agent_id = p_agent AND (l.assignee_id IS NULL OR l.assignee_id = p_agent AND p_lanes IS NULL) AND (l.environment IS NULL OR p_lanes IS NULL OR l.lane_id = ANY (p_lanes)) AND l.kind = ANY (p_kinds) AND l.first_ready < 9223372036854775807 AND agora_work._claim_refusal(a, l) IS NULL
         ORDER BY l.priority DESC, l.first_ready
    LOOP
        v_from := r_lane.first_ready;
        -- A loop, because whether keys can be taken is known only when it is tried; each round picks a task or learns of a key. What decides about
        -- xmax has its 32 bits, and is near this transaction. NULLS FIRST, as only the index of what is ready has it.
        -- A task that has an estimate or keys comes with a minus, for aggregates that ask would cost each claim more than all the rest of this.
        LOOP
            v_tasks := ARRAY(SELECT CASE WHEN t.estimate IS NULL AND t.exclusive IS NULL THEN t.task_id ELSE -t.task_id END
                               FROM agora_work.task AS t
                              WHERE t.lane_id = r_lane.lane_id AND t.task_id >= v_from AND t.status = 'available' AND t.ready_at IS NULL
                                AND (p_tries OR t.xmax = 0 OR pg_visible_in_snapshot((v_xid - ((v_xid - t.xmax::text::bigint + 2147483648 & 4294967295) - 2147483648))::text::xid8, (SELECT pg_current_snapshot()))
                                     OR t.xmax = v_own)
                                AND (t.estimate IS NULL OR t.estimate <= p_room)
                                AND (t.exclusive IS NULL OR NOT (t.exclusive && v_busy OR agora_work._are_keys_held(t.exclusive)))
                              ORDER BY t.task_id NULLS FIRST
                              LIMIT p_limit - cardinality(v_picked)
                                FOR NO KEY UPDATE SKIP LOCKED);
            v_least := abs(v_tasks[1]);
            IF v_from = r_lane.first_ready AND coalesce(v_least - c_stride >= v_from, true) THEN
                PERFORM agora_work._park_tasks(r_lane.lane_id, v_from, coalesce(v_least, 9223372036854775807));
            END IF;
            EXIT WHEN v_tasks = '{}';
            IF v_from = r_lane.first_ready AND v_least >= v_from + c_stride THEN
                PERFORM agora_work._find_ready(ARRAY[r_lane.lane_id], r_lane.first_ready);
            END IF;
            v_fit := v_tasks;
            IF 0 > ANY (v_tasks) THEN
                v_tasks := ARRAY(SELECT abs(u.task_id) FROM unnest(v_tasks) AS u(task_id));
                v_fit := v_tasks;
                SELECT sum(t.estimate), bool_and(t.exclusive IS NULL) INTO v_load, v_is_free FROM agora_work.task AS t WHERE t.task_id = ANY (v_tasks);
                IF NOT v_is_free OR v_load > p_room THEN
                    v_fit := agora_work._fit_tasks(v_tasks, p_room);
                    SELECT sum(t.estimate) INTO v_load FROM agora_work.task AS t WHERE t.task_id = ANY (v_fit);
                    v_busy := v_busy || ARRAY(SELECT k.key
                                              FROM agora_work.task AS t
                                             CROSS JOIN unnest(t.exclusive) AS k(key)
                                             WHERE t.task_id = ANY (v_tasks) AND t.task_id <> ALL (v_fit)
                                             GROUP BY k.key
                                            HAVING NOT agora_work._try_key(k.key));
                END IF;
                p_room := p_room - coalesce(v_load, interval '0');
            END IF;
            v_picked := v_picked || v_fit;
            EXIT WHEN v_fit = v_tasks OR cardinality(v_picked) >= p_limit;
            SELECT max(u.task_id) + 1 INTO v_from FROM unnest(v_tasks) AS u(task_id);
        END LOOP;
        EXIT WHEN cardinality(v_picked) >= p_limit;
    END LOOP;
    RETURN v_picked;
END;
$_pick_tasks$;

COMMENT ON FUNCTION agora_work._pick_tasks(bigint, text[], integer, interval, boolean, bigint[])
    IS 'Lock the next tasks for an agent, at most p_limit (1 to 10000).';
REVOKE ALL ON FUNCTION agora_work._pick_tasks(bigint, text[], integer, interval, boolean, bigint[]) FROM PUBLIC;
