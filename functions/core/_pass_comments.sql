-- Columns of views that are columns of a table say what that one says, unless they say something themselves. Views are
-- taken in the order of their making, so a view over views has it from the first. Runs when a domain is installed.
CREATE OR REPLACE FUNCTION agora._pass_comments(p_schema text)
RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_pass_comments$
DECLARE
    r_view    record;
    r_column  record;
BEGIN
    FOR r_view IN
        SELECT c.oid, w.ev_action::text AS rule
          FROM pg_class AS c
          JOIN pg_rewrite AS w ON w.ev_class = c.oid AND w.rulename = '_RETURN'
         WHERE c.relnamespace = p_schema::regnamespace AND c.relkind IN ('v', 'm')
         ORDER BY c.oid
    LOOP
        FOR r_column IN
            SELECT a.attname, col_description(p.relation, p.source) AS comment
              FROM agora._passed_columns(r_view.rule) AS p
              JOIN pg_attribute AS a ON a.attrelid = r_view.oid AND a.attnum = p.number
             WHERE col_description(r_view.oid, p.number) IS NULL
               AND col_description(p.relation, p.source) IS NOT NULL
        LOOP
            EXECUTE format('COMMENT ON COLUMN %s.%I IS %L', r_view.oid::regclass, r_column.attname, r_column.comment);
        END LOOP;
    END LOOP;
END;
$_pass_comments$;

COMMENT ON FUNCTION agora._pass_comments(text)
    IS 'Give the columns of a schema''s views that are columns of a table the comments of those.';
REVOKE ALL ON FUNCTION agora._pass_comments(text) FROM PUBLIC;
