-- The longest remaining chain of tasks that need each other, by estimate: as long as it, the goal takes at least. Several of one
-- length are all shown. A task without an estimate counts as work.default_estimate, one in progress with what is left of it.
CREATE OR REPLACE FUNCTION agora_work.critical_path()
RETURNS TABLE (task_id bigint, code text, title text, status text, agent_id bigint, estimate interval, starts_after interval, remaining interval)
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 10
SET search_path = pg_catalog, pg_temp
AS $critical_path$
DECLARE
    v_now      timestamptz := agora.now();
    v_default  interval := agora.setting_interval('work.default_estimate');
    v_waits    bigint[];
    v_needs    bigint[];
    v_nodes    bigint[];
    v_weights  double precision[];
    v_path     record;
BEGIN
    SELECT coalesce(array_agg(d.task_id ORDER BY d.task_id, d.needs_id), '{}'), coalesce(array_agg(d.needs_id ORDER BY d.task_id, d.needs_id), '{}')
      INTO v_waits, v_needs
      FROM agora_work.dependency AS d
      JOIN agora_work.task AS t ON t.task_id = d.task_id AND t.status = 'blocked'
      JOIN agora_work.task AS n ON n.task_id = d.needs_id AND n.closed_at IS NULL;
    SELECT array_agg(t.task_id ORDER BY t.task_id),
           array_agg(greatest(0, extract(epoch FROM coalesce(t.estimate, v_default) - coalesce(v_now - t.started_at, interval '0')))::double precision ORDER BY t.task_id)
      INTO v_nodes, v_weights
      FROM agora_work.task AS t
     WHERE t.task_id IN (SELECT unnest(v_waits || v_needs)
                         UNION ALL
                         (SELECT o.task_id
                            FROM agora_work.task_part AS s
                            JOIN agora_work.lane AS l ON l.lane_id = s.lane_id AND l.kind = 'critical'
                            JOIN agora_work.task AS o ON o.ctid = s.place
                           WHERE s.closed_at IS NULL
                           ORDER BY coalesce(o.estimate, v_default) DESC, o.task_id
                           LIMIT 1));
    SELECT p.* INTO v_path
      FROM agora_work._longest_paths(coalesce(v_weights, '{}'),
                                     ARRAY(SELECT n.ordinality FROM unnest(v_waits) WITH ORDINALITY AS w(id, ordinal) JOIN unnest(v_nodes) WITH ORDINALITY AS n(id, ordinality) ON n.id = w.id ORDER BY w.ordinal)::integer[],
                                     ARRAY(SELECT n.ordinality FROM unnest(v_needs) WITH ORDINALITY AS w(id, ordinal) JOIN unnest(v_nodes) WITH ORDINALITY AS n(id, ordinality) ON n.id = w.id ORDER BY w.ordinal)::integer[]) AS p;
    RETURN QUERY
        SELECT t.task_id, d.code, d.title, t.status, t.holder_id, t.estimate, make_interval(secs => u.before), make_interval(secs => u.after)
          FROM (SELECT w.*, max(w.before + w.after) OVER () AS longest FROM unnest(v_nodes, v_path.before, v_path.after) AS w(task_id, before, after)) AS u
          JOIN agora_work.task AS t ON t.task_id = u.task_id
          JOIN agora_work.task_detail AS d ON d.task_id = u.task_id
         WHERE u.before + u.after > u.longest - 0.000001
         ORDER BY u.before, t.task_id;
END;
$critical_path$;

COMMENT ON FUNCTION agora_work.critical_path()
    IS 'The longest remaining chain of tasks by estimate, in order: how much comes before each, and how much remains from it on.';
REVOKE ALL ON FUNCTION agora_work.critical_path() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_work.critical_path() TO agora_reader;
