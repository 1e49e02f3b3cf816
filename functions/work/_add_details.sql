-- What new tasks are about. A code that is taken, or comes twice, is refused; nothing is overwritten.
-- Errors: ZW003 code taken.   Locks: the codes, in order.
CREATE OR REPLACE FUNCTION agora_work._add_details(
    p_tasks  jsonb,
    p_ids    bigint[],
    p_actor  bigint
)
RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_add_details$
DECLARE
    v_now    timestamptz := agora.now();
    v_taken  text;
BEGIN
    INSERT INTO agora_work.task_detail (task_id, code, title, details, complexity, not_before, deadline, correlation_id, created_by, created_at)
    SELECT p_ids[e.item], e.task ->> 'code', e.task ->> 'title', coalesce(nullif(e.task -> 'details', 'null'), '{}'), (e.task ->> 'complexity')::numeric::integer,
           (e.task ->> 'not_before')::timestamptz, (e.task ->> 'deadline')::timestamptz, (e.task ->> 'correlation_id')::uuid, p_actor, v_now
      FROM jsonb_array_elements(p_tasks) WITH ORDINALITY AS e(task, item)
     ORDER BY e.task ->> 'code', e.item
    ON CONFLICT ON CONSTRAINT task_detail_code_uq DO NOTHING;
    SELECT e.task ->> 'code' INTO v_taken
      FROM jsonb_array_elements(p_tasks) WITH ORDINALITY AS e(task, item)
     WHERE NOT EXISTS (SELECT FROM agora_work.task_detail AS d WHERE d.task_id = p_ids[e.item])
     ORDER BY e.item
     LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZW003',
            MESSAGE = 'a task with this code exists',
            DETAIL  = format('code=%s', v_taken),
            HINT    = 'Choose another code, or leave it out; agora_work.board shows the tasks there are.';
    END IF;
END;
$_add_details$;

COMMENT ON FUNCTION agora_work._add_details(jsonb, bigint[], bigint)
    IS 'Write what new tasks are about.';
REVOKE ALL ON FUNCTION agora_work._add_details(jsonb, bigint[], bigint) FROM PUBLIC;
