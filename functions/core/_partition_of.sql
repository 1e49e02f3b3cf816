-- Partitions of a parent with their bounds, in order; the default partition has none.
CREATE OR REPLACE FUNCTION agora._partition_of(p_relation text)
RETURNS TABLE (partition_name text, lower_bound bigint, upper_bound bigint, is_default boolean)
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT c.relname::text,
           substring(pg_get_expr(c.relpartbound, c.oid) FROM 'FROM \(''?(\d+)''?\)')::bigint,
           substring(pg_get_expr(c.relpartbound, c.oid) FROM 'TO \(''?(\d+)''?\)')::bigint,
           pg_get_expr(c.relpartbound, c.oid) = 'DEFAULT'
      FROM pg_inherits AS i
      JOIN pg_class AS c ON c.oid = i.inhrelid
     WHERE i.inhparent = p_relation::regclass
     ORDER BY 3 NULLS LAST;
END;

COMMENT ON FUNCTION agora._partition_of(text)
    IS 'Partitions of a parent: name, bounds (NULL below = none), whether the default one.';
REVOKE ALL ON FUNCTION agora._partition_of(text) FROM PUBLIC;
