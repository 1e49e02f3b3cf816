-- Makes one partition shaped like p0 (columns, defaults, checks, indexes, statement triggers, storage) and attaches it.
-- Locks: SHARE UPDATE EXCLUSIVE on the parent, ACCESS EXCLUSIVE on its default partition, which ATTACH scans; it is empty
-- as a rule.
CREATE OR REPLACE FUNCTION agora._add_partition(
    p_relation  text,
    p_number    bigint,
    p_from      bigint,
    p_to        bigint
)
RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_add_partition$
DECLARE
    v_schema  text := split_part(p_relation, '.', 1);
    v_table   text := split_part(p_relation, '.', 2);
    v_new     text := format('%s_p%s', split_part(p_relation, '.', 2), p_number);
    r_name    record;
    r_trigger record;
BEGIN
    EXECUTE format('CREATE TABLE %I.%I (LIKE %I.%I INCLUDING ALL)', v_schema, v_new, v_schema, v_table || '_p0');
    -- A loop, because a rename takes one name. An index of p0 that is called event_p0_pk is event_p7_pk here.
    FOR r_name IN
        SELECT n.relname AS made, replace(o.relname, v_table || '_p0_', v_new || '_') AS wanted
          FROM pg_index AS ni
          JOIN pg_class AS n ON n.oid = ni.indexrelid
          JOIN pg_index AS oi ON oi.indrelid = format('%I.%I', v_schema, v_table || '_p0')::regclass
          JOIN pg_class AS o ON o.oid = oi.indexrelid
         WHERE ni.indrelid = format('%I.%I', v_schema, v_new)::regclass
           AND replace(pg_get_indexdef(n.oid), n.relname, '') = replace(replace(pg_get_indexdef(o.oid), o.relname, ''), v_table || '_p0', v_new)
           AND n.relname <> replace(o.relname, v_table || '_p0_', v_new || '_')
    LOOP
        EXECUTE format('ALTER INDEX %I.%I RENAME TO %I', v_schema, r_name.made, r_name.wanted);
    END LOOP;
    -- A loop, because a trigger is a statement; ATTACH brings the parent's row triggers only.
    FOR r_trigger IN
        SELECT replace(pg_get_triggerdef(t.oid), v_table || '_p0', v_new) AS definition
          FROM pg_trigger AS t
         WHERE t.tgrelid = format('%I.%I', v_schema, v_table || '_p0')::regclass AND NOT t.tgisinternal AND t.tgtype & 1 = 0
    LOOP
        EXECUTE r_trigger.definition;
    END LOOP;
    EXECUTE format('ALTER TABLE %I.%I ATTACH PARTITION %I.%I FOR VALUES FROM (%s) TO (%s)', v_schema, v_table, v_schema, v_new, p_from, p_to);
END;
$_add_partition$;

COMMENT ON FUNCTION agora._add_partition(text, bigint, bigint, bigint)
    IS 'Make and attach one partition, shaped like p0.';
REVOKE ALL ON FUNCTION agora._add_partition(text, bigint, bigint, bigint) FROM PUBLIC;
