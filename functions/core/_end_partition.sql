-- Ends a partition: the tables in which retention ends by partition have this one way. Partition p0, the pattern of all others, is emptied
-- and stays, copied by whoever keeps it; any other is dropped or, to be kept, detached as a table …_retired, which no function of ours
-- reads. Not for an old snapshot: it does not know what was written to the partition, or about it, since then.
-- Errors: 0A000 not read committed.
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
    IF current_setting('transaction_isolation') <> 'read committed' THEN
        RAISE EXCEPTION USING
            ERRCODE = '0A000',
            MESSAGE = 'a partition is ended at the isolation level read committed',
            DETAIL  = format('partition=%s transaction_isolation=%s', p_partition, current_setting('transaction_isolation')),
            HINT    = 'Call agora.tick() in a transaction of its own, at the isolation level read committed.';
    END IF;
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
