-- Drops partitions of attempt_detail that retention has emptied. The first one stays, because later ones are made in its shape, and
-- so do those that attempts to come, or still running, belong to.
-- Locks: ACCESS EXCLUSIVE on the parent, only where there is something to drop.
CREATE OR REPLACE FUNCTION agora_memory._drop_empty_details()
RETURNS bigint
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_drop_empty_details$
DECLARE
    v_oldest   bigint := (SELECT min(d.attempt_id) FROM agora_memory.attempt_detail AS d);
    v_dropped  bigint := 0;
    v_empty    boolean;
    r_part     record;
BEGIN
    -- A loop, because each partition is a relation of its own.
    FOR r_part IN
        SELECT p.partition_name
          FROM agora._partition_of('agora_memory.attempt_detail') AS p
         WHERE NOT p.is_default AND p.partition_name <> 'attempt_detail_p0' AND p.upper_bound <= v_oldest
    LOOP
        EXECUTE format('LOCK TABLE agora_memory.%I IN SHARE MODE', r_part.partition_name);
        EXECUTE format('SELECT NOT EXISTS (SELECT 1 FROM agora_memory.%I)', r_part.partition_name) INTO v_empty;
        IF v_empty THEN
            PERFORM agora._end_partition('agora_memory.attempt_detail', r_part.partition_name);
            v_dropped := v_dropped + 1;
        END IF;
    END LOOP;
    RETURN v_dropped;
END;
$_drop_empty_details$;

COMMENT ON FUNCTION agora_memory._drop_empty_details()
    IS 'Drop the partitions of attempt_detail that are empty and behind; returns how many.';
REVOKE ALL ON FUNCTION agora_memory._drop_empty_details() FROM PUBLIC;
