-- Job: blockers that nobody closed climb: to the orchestrator after work.page_after, to a human after work.human_after, sooner where the
-- task is on the critical path. What is overdue by both climbs twice. Ends the help of agents that went away.
-- Emits: work.blocker.raised.v1 · work.help.ended.v1 · work.escalation.opened.v1 · work.message.sent.v1.
-- Locks: the blockers, those of others skipped; the escalations.
CREATE OR REPLACE FUNCTION agora_work._climb_ladder(p_limit integer)
RETURNS bigint
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_climb_ladder$
DECLARE
    v_now     timestamptz := agora.now();
    v_path    bigint[];
    v_due     bigint[];
    v_lost    bigint[];
    v_bodies  jsonb[];
    v_total   bigint := 0;
    r_step    record;
BEGIN
    v_lost := ARRAY(SELECT h.help_assignment_id
                      FROM agora_work.help_assignment AS h
                      JOIN agora_work.agent AS a ON a.agent_id = h.agent_id
                     WHERE h.ended_at IS NULL AND a.seen_at + a.lease <= agora_work.loss_horizon(a.lease)
                       AND NOT EXISTS (SELECT FROM agora_work.task AS t WHERE t.holder_id = a.agent_id AND t.lease_until > agora_work.loss_horizon(t.lease))
                     LIMIT p_limit);
    PERFORM agora_work._end_helps(v_lost, 'lost', NULL, 1);
    IF NOT EXISTS (SELECT FROM agora_work.blocker AS b WHERE b.due_at <= v_now) THEN
        RETURN cardinality(v_lost);
    END IF;
    v_path := ARRAY(SELECT c.task_id FROM agora_work.critical_path() AS c);

    -- A loop over two steps, because what takes the first may be due for the second at once.
    FOR r_step IN SELECT * FROM (VALUES (1), (2)) AS s(level) ORDER BY s.level LOOP
        -- Locks first, and the change in a statement of its own: see _note_ready().
        v_due := ARRAY(SELECT b.blocker_id
                         FROM agora_work.blocker AS b
                        WHERE b.due_at <= v_now AND b.level = r_step.level
                        ORDER BY b.due_at, b.blocker_id
                        LIMIT p_limit
                          FOR NO KEY UPDATE SKIP LOCKED);
        CONTINUE WHEN v_due = '{}';
        WITH climbed AS (
            UPDATE agora_work.blocker AS b
               SET level  = r_step.level + 1,
                   due_at = CASE r_step.level WHEN 1 THEN b.reported_at + greatest(CASE WHEN b.task_id = ANY (v_path) THEN agora.setting_interval('work.human_after_critical')
                                                                                      ELSE agora.setting_interval('work.human_after') END,
                                                                                 agora.setting_interval('work.page_after')) END
             WHERE b.blocker_id = ANY (v_due)
            RETURNING b AS blocker
        )
        SELECT array_agg(agora_work._blocker_body(c.blocker) || jsonb_build_object('level', r_step.level + 1, 'is_critical', (c.blocker).task_id = ANY (v_path))
                         ORDER BY (c.blocker).blocker_id)
          INTO v_bodies
          FROM climbed AS c;
        v_total := v_total + cardinality(v_bodies);
        PERFORM agora_event._emit_set('work.blocker.raised.v1', array_agg(u.body ->> 'task_id' ORDER BY u.ordinality), array_agg(u.body ORDER BY u.ordinality), NULL, 1)
           FROM unnest(v_bodies) WITH ORDINALITY AS u(body, ordinality);
        IF r_step.level = 1 THEN
            PERFORM agora_work._send(array_fill(agora_work._orchestrator(), ARRAY[cardinality(v_bodies)]), 'blocker_overdue', v_bodies, 1);
        ELSE
            PERFORM agora_work._escalate((u.body ->> 'reported_by')::bigint, 'overdue', (u.body ->> 'task_id')::bigint, (u.body ->> 'blocker_id')::bigint, u.body, 1)
               FROM (SELECT w.body FROM unnest(v_bodies) AS w(body) ORDER BY (w.body ->> 'reported_by')::bigint) AS u;
        END IF;
    END LOOP;
    RETURN v_total + cardinality(v_lost);
END;
$_climb_ladder$;

COMMENT ON FUNCTION agora_work._climb_ladder(integer)
    IS 'Job: raise blockers that are due, of each step at most p_limit (1 to 1000000), and end the help of as many agents that went away.';
REVOKE ALL ON FUNCTION agora_work._climb_ladder(integer) FROM PUBLIC;
