-- Ends a partition: the tables in which retention ends by partition have this one way. Partition p0 is the pattern of all others, so it
-- is emptied and stays; any other is dropped or, where it is to be kept, detached and called …_retired: what is in it is then a table
-- of its own, which no function of ours reads. Whoever wants to keep p0 has copied it.
-- Locks: ACCESS EXCLUSIVE on the partition and, but for p0, on its parent.
CREATE OR REPLACE FUNCTION agora._end_partition(
    p_relation   text,
    p_partition  text,
    p_keep       boolean DEFAULT false
)
RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_end_partition$
DECLARE
    v_schema  text := split_part(p_relation, '.', 1);
    v_table   text := split_part(p_relation, '.', 2);
BEGIN
    IF p_partition = v_table || '_p0' THEN
        EXECUTE format('ALTER TABLE %1$I.%2$I DISABLE TRIGGER %3$I', v_schema, p_partition, p_partition || '_refuse_truncate');
        EXECUTE format('TRUNCATE %1$I.%2$I', v_schema, p_partition);
        EXECUTE format('ALTER TABLE %1$I.%2$I ENABLE TRIGGER %3$I', v_schema, p_partition, p_partition || '_refuse_truncate');
    ELSIF p_keep THEN
        EXECUTE format('ALTER TABLE %I.%I DETACH PARTITION %I.%I', v_schema, v_table, v_schema, p_partition);
        EXECUTE format('ALTER TABLE %I.%I RENAME TO %I', v_schema, p_partition, p_partition || '_retired');
    ELSE
        EXECUTE format('DROP TABLE %I.%I', v_schema, p_partition);
    END IF;
END;
$_end_partition$;

COMMENT ON FUNCTION agora._end_partition(text, text, boolean)
    IS 'Empty partition p0 of a table; drop any other or, to be kept, detach it.';
REVOKE ALL ON FUNCTION agora._end_partition(text, text, boolean) FROM PUBLIC;
