-- What new tasks need, as pairs of ids: p_codes and p_ids are their own, by position. A code is looked for among the new ones first.
-- Errors: ZW001 unknown · ZW008 cycle.
CREATE OR REPLACE FUNCTION agora_work._resolve_needs(
    p_tasks        jsonb,
    p_codes        text[],
    p_ids          bigint[],
    OUT waits_ids  bigint[],
    OUT needs_ids  bigint[]
)
RETURNS record
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $_resolve_needs$
DECLARE
    v_unknown  text;
    v_cycle    integer;
BEGIN
    WITH need AS MATERIALIZED (
        SELECT DISTINCT e.item::integer AS item, n.need #>> '{}' AS name, jsonb_typeof(n.need) = 'string' AS is_code
          FROM jsonb_array_elements(p_tasks) WITH ORDINALITY AS e(task, item)
         CROSS JOIN LATERAL jsonb_array_elements(coalesce(nullif(e.task -> 'needs', 'null'), '[]')) AS n(need)
    ), found AS MATERIALIZED (
        SELECT DISTINCT n.item, own.item::integer AS own_item, coalesce(p_ids[own.item], d.task_id, t.task_id) AS task_id,
               CASE WHEN coalesce(own.item, d.task_id, t.task_id) IS NULL THEN n.name END AS unknown
          FROM need AS n
          LEFT JOIN unnest(p_codes) WITH ORDINALITY AS own(code, item) ON n.is_code AND own.code = n.name
          LEFT JOIN agora_work.task_detail AS d ON n.is_code AND d.code = n.name
          LEFT JOIN agora_work.task AS t ON NOT n.is_code AND t.task_id = CASE WHEN NOT n.is_code THEN n.name::numeric::bigint END
    )
    SELECT array_agg(p_ids[f.item] ORDER BY f.task_id, f.item), array_agg(f.task_id ORDER BY f.task_id, f.item), min(f.unknown),
           agora_work._find_cycle(cardinality(p_ids), array_agg(f.item ORDER BY f.own_item) FILTER (WHERE f.own_item IS NOT NULL),
                                  array_agg(f.own_item ORDER BY f.own_item) FILTER (WHERE f.own_item IS NOT NULL))
      INTO waits_ids, needs_ids, v_unknown, v_cycle
      FROM found AS f;
    IF v_unknown IS NOT NULL THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZW001',
            MESSAGE = 'unknown task',
            DETAIL  = format('needs=%s', left(v_unknown, 100)),
            HINT    = 'Name the code or the id of a task on agora_work.board, or the code of one that is added with it.';
    END IF;
    IF v_cycle IS NOT NULL THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZW008',
            MESSAGE = 'task would wait for itself',
            DETAIL  = format('item=%s code=%s', v_cycle, p_codes[v_cycle]),
            HINT    = 'Take one of the needs out of the circle.';
    END IF;
END;
$_resolve_needs$;

COMMENT ON FUNCTION agora_work._resolve_needs(jsonb, text[], bigint[])
    IS 'Ids of what new tasks need, in pairs.';
REVOKE ALL ON FUNCTION agora_work._resolve_needs(jsonb, text[], bigint[]) FROM PUBLIC;
