-- Job: ends the retention of measured operations, partition by partition, oldest first, when all of one are past it. How many there were of each agent is
-- kept; measures are taken from what is left, so of an agent that nobody measured for that long the next ones begin anew.
-- Errors: 0A000 isolation.   Locks: ACCESS EXCLUSIVE on operation, which record_operation() takes first, too, then those of agora._end_partition().
CREATE OR REPLACE FUNCTION agora_work._retire_operations(p_limit integer)
RETURNS bigint
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
SET lock_timeout = '2s'
AS $_retire_operations$
DECLARE
    v_until    timestamptz := agora.now() - agora.setting_interval('work.operation_retention');
    v_newest   timestamptz;
    v_samples  bigint;
    v_retired  bigint := 0;
    v_closed   text[];
    r_oldest   text;
BEGIN
    -- Partition p0 stays, empty.
    v_closed := ARRAY(SELECT p.partition_name
                        FROM agora._partition_of('agora_work.operation') AS p
                       WHERE p.upper_bound <= pg_sequence_last_value('agora_work.operation_id_seq')
                         AND (p.partition_name <> 'operation_p0' OR EXISTS (SELECT FROM agora_work.operation_p0))
                       ORDER BY p.upper_bound
                       LIMIT p_limit);
    -- A loop, because each partition is another relation.
    FOREACH r_oldest IN ARRAY v_closed LOOP
        EXECUTE format('SELECT max(o.recorded_at) FROM agora_work.%I AS o', r_oldest) INTO v_newest;
        EXIT WHEN v_newest >= v_until;
        -- Asked again under the lock: whoever writes to it late is waited for.
        LOCK TABLE ONLY agora_work.operation IN ACCESS EXCLUSIVE MODE;
        EXECUTE format('LOCK TABLE agora_work.%I IN ACCESS EXCLUSIVE MODE', r_oldest);
        EXECUTE format('SELECT max(o.recorded_at) FROM agora_work.%I AS o', r_oldest) INTO v_newest;
        EXIT WHEN v_newest >= v_until;
        EXECUTE format('WITH gone AS (
                            INSERT INTO agora_work.retired_operation AS r (principal_id, samples)
                            SELECT o.principal_id, count(*) FROM agora_work.%I AS o GROUP BY o.principal_id ORDER BY o.principal_id
                            ON CONFLICT ON CONSTRAINT retired_operation_pk DO UPDATE SET samples = r.samples + excluded.samples
                        )
                        SELECT count(*) FROM agora_work.%1$I', r_oldest) INTO v_samples;
        PERFORM agora._end_partition('agora_work.operation', r_oldest);
        v_retired := v_retired + v_samples + 1;
    END LOOP;
    RETURN v_retired;
END;
$_retire_operations$;

COMMENT ON FUNCTION agora_work._retire_operations(integer)
    IS 'Job: end at most p_limit (1 to 1000000) partitions of operations that are past their retention; returns how many operations and partitions.';
REVOKE ALL ON FUNCTION agora_work._retire_operations(integer) FROM PUBLIC;
