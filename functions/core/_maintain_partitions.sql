-- Job: keeps core.partitions_ahead empty partitions ahead of the newest key. Rows that landed in the default partition
-- because nobody ticked stay there; the next partition starts behind them.
CREATE OR REPLACE FUNCTION agora._maintain_partitions(p_limit integer)
RETURNS bigint
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
SET lock_timeout = '2s'
AS $_maintain_partitions$
DECLARE
    v_ahead   integer := agora.setting_integer('core.partitions_ahead');
    v_made    bigint := 0;
    v_newest  bigint;
    v_upper   bigint;
    r_table   agora.partitioned_table;
BEGIN
    -- A loop, because each partition is a statement of its own.
    FOR r_table IN SELECT t.* FROM agora.partitioned_table AS t ORDER BY t.relation LOOP
        EXECUTE format('SELECT coalesce(max(%I), 0) FROM %s', r_table.key_column, r_table.relation::regclass) INTO v_newest;
        SELECT max(p.upper_bound) INTO v_upper FROM agora._partition_of(r_table.relation) AS p;
        v_upper := greatest(v_upper, CASE WHEN v_newest >= v_upper THEN (v_newest / r_table.step + 1) * r_table.step END);
        WHILE v_upper <= v_newest + v_ahead * r_table.step AND v_made < p_limit LOOP
            PERFORM agora._add_partition(r_table.relation, v_upper / r_table.step, v_upper, v_upper + r_table.step);
            v_upper := v_upper + r_table.step;
            v_made := v_made + 1;
        END LOOP;
    END LOOP;
    RETURN v_made;
END;
$_maintain_partitions$;

COMMENT ON FUNCTION agora._maintain_partitions(integer)
    IS 'Job: make partitions ahead of need, at most p_limit (1 to 1000000).';
REVOKE ALL ON FUNCTION agora._maintain_partitions(integer) FROM PUBLIC;
