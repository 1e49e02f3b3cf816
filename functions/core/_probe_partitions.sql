-- Health: default partitions are empty, so tick() keeps up.
CREATE OR REPLACE FUNCTION agora._probe_partitions()
RETURNS agora.health_report
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $_probe_partitions$
DECLARE
    v_late   text[] := '{}';
    v_found  boolean;
    r_table  agora.partitioned_table;
BEGIN
    -- A loop, because each table is another relation.
    FOR r_table IN SELECT t.* FROM agora.partitioned_table AS t ORDER BY t.relation LOOP
        EXECUTE format('SELECT EXISTS (SELECT 1 FROM %s)', (r_table.relation || '_default')::regclass) INTO v_found;
        IF v_found THEN
            v_late := v_late || r_table.relation;
        END IF;
    END LOOP;
    RETURN ROW('partitions', v_late = '{}',
               CASE WHEN v_late = '{}' THEN 'partitions are made ahead of need'
                    ELSE 'rows in the default partition of ' || array_to_string(v_late, ', ') END,
               CASE WHEN v_late <> '{}' THEN 'Call agora.tick() more often; the rows are safe where they are.' END)::agora.health_report;
END;
$_probe_partitions$;

COMMENT ON FUNCTION agora._probe_partitions()
    IS 'Health: no rows in default partitions.';
REVOKE ALL ON FUNCTION agora._probe_partitions() FROM PUBLIC;
