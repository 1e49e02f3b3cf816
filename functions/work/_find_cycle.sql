-- Position of a node of a graph that has no place in any order, and NULL where there is an order. Edges go from what waits to what it needs,
-- both by position 1..p_nodes, sorted by what is needed.
CREATE OR REPLACE FUNCTION agora_work._find_cycle(
    p_nodes  integer,
    p_waits  integer[],
    p_needs  integer[]
)
RETURNS integer
LANGUAGE plpgsql IMMUTABLE
SET search_path = pg_catalog, pg_temp
AS $_find_cycle$
DECLARE
    v_unmet  integer[] := array_fill(0, ARRAY[p_nodes]);
    v_first  integer[] := array_fill(0, ARRAY[p_nodes]);
    v_ready  integer[] := '{}';
    v_next   integer := 1;
    v_edge   integer;
BEGIN
    -- Loops, because an order is found step by step: what needs nothing any more comes next.
    FOR i IN 1 .. coalesce(cardinality(p_waits), 0) LOOP
        v_unmet[p_waits[i]] := v_unmet[p_waits[i]] + 1;
        IF v_first[p_needs[i]] = 0 THEN
            v_first[p_needs[i]] := i;
        END IF;
    END LOOP;
    FOR i IN 1 .. p_nodes LOOP
        IF v_unmet[i] = 0 THEN
            v_ready := v_ready || i;
        END IF;
    END LOOP;
    WHILE v_next <= cardinality(v_ready) LOOP
        v_edge := v_first[v_ready[v_next]];
        WHILE v_edge > 0 AND p_needs[v_edge] = v_ready[v_next] LOOP
            v_unmet[p_waits[v_edge]] := v_unmet[p_waits[v_edge]] - 1;
            IF v_unmet[p_waits[v_edge]] = 0 THEN
                v_ready := v_ready || p_waits[v_edge];
            END IF;
            v_edge := v_edge + 1;
        END LOOP;
        v_next := v_next + 1;
    END LOOP;
    RETURN (SELECT min(u.node) FROM unnest(v_unmet) WITH ORDINALITY AS u(unmet, node) WHERE u.unmet > 0);
END;
$_find_cycle$;

COMMENT ON FUNCTION agora_work._find_cycle(integer, integer[], integer[])
    IS 'A node on or behind a cycle of a graph given by its edges; NULL = there is none.';
REVOKE ALL ON FUNCTION agora_work._find_cycle(integer, integer[], integer[]) FROM PUBLIC;
