-- Rebuilds one projection in another schema and compares it with the live one, row by row in their text form. One statement
-- reads both, so that they are of one moment, whatever is written meanwhile. The new table has no rules, those of domains neither: a
-- range of events may take out what came in before it.
-- Locks: none but those of the new table.
CREATE OR REPLACE FUNCTION agora_event._replay_projection(
    p_projection  agora_event.projection,
    p_from        bigint,
    p_to          bigint,
    p_into        text
)
RETURNS SETOF agora_event.replay_report
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_replay_projection$
DECLARE
    v_table text := format('%I.%I', p_into, 'replayed_' || split_part(p_projection.projection, '.', 2));
BEGIN
    IF to_regclass(v_table) IS NOT NULL THEN
        EXECUTE format('DROP TABLE %s', v_table);
    END IF;
    EXECUTE format('CREATE TABLE %s (%s)', v_table,
                   (SELECT string_agg(format('%I %s', a.attname, format_type(coalesce(nullif(t.typbasetype, 0), t.oid), NULL)), ', ' ORDER BY a.attnum)
                      FROM pg_attribute AS a
                      JOIN pg_type AS t ON t.oid = a.atttypid
                     WHERE a.attrelid = p_projection.relation::regclass AND a.attnum > 0 AND NOT a.attisdropped));
    EXECUTE format('GRANT SELECT ON %s TO agora_operator', v_table);
    RETURN QUERY EXECUTE format(
        'WITH rebuilt AS (INSERT INTO %s SELECT r.* FROM %s($1, $2) AS r RETURNING *),
              old AS (SELECT count(*) AS n FROM %s AS l),
              both_ways AS (SELECT count(*) AS n
                              FROM (SELECT r::text AS line, count(*) AS times FROM rebuilt AS r GROUP BY 1) AS a
                              FULL JOIN (SELECT l::text AS line, count(*) AS times FROM %s AS l GROUP BY 1) AS b USING (line, times)
                             WHERE a.line IS NULL OR b.line IS NULL)
         SELECT $3, (SELECT count(*) FROM agora_event._history($4, $1, $2)), (SELECT count(*) FROM rebuilt), old.n, both_ways.n
           FROM old, both_ways',
        v_table, p_projection.rebuild_function::regproc, p_projection.relation::regclass, p_projection.relation::regclass)
    USING p_from, p_to, p_projection.projection, p_projection.topics;
END;
$_replay_projection$;

COMMENT ON FUNCTION agora_event._replay_projection(agora_event.projection, bigint, bigint, text)
    IS 'Rebuild one projection and count the lines that only one side has.';
REVOKE ALL ON FUNCTION agora_event._replay_projection(agora_event.projection, bigint, bigint, text) FROM PUBLIC;
