-- Counts the terms of each kind of document anew when its keys have grown by a tenth, or after a day, so that the
-- whole work stays proportional to the documents written. Searches need it for speed, not to be right.
-- Locks: corpus against a second run.
CREATE OR REPLACE FUNCTION agora_memory._refresh_terms(p_limit integer)
RETURNS bigint
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_refresh_terms$
DECLARE
    v_now      timestamptz := agora.now();
    v_handled  bigint := 0;
    r_kind     record;
BEGIN
    LOCK TABLE agora_memory.corpus IN SHARE ROW EXCLUSIVE MODE;
    FOR r_kind IN
        WITH RECURSIVE present (kind) AS (
            SELECT min(d.kind) FROM agora_memory.document AS d
            UNION ALL
            SELECT (SELECT min(d.kind) FROM agora_memory.document AS d WHERE d.kind > p.kind)
              FROM present AS p
             WHERE p.kind IS NOT NULL
        )
        SELECT p.kind, h.object_id
          FROM present AS p
          CROSS JOIN LATERAL (SELECT max(d.object_id) AS object_id
                                FROM agora_memory.document AS d
                               WHERE d.kind = p.kind) AS h
          LEFT JOIN agora_memory.corpus AS c ON c.kind = p.kind
         WHERE p.kind IS NOT NULL
           AND (c.kind IS NULL OR h.object_id > 1.1 * c.highest_object_id OR c.counted_at < v_now - interval '24 hours')
         ORDER BY c.counted_at NULLS FIRST
         LIMIT p_limit
    LOOP
        PERFORM agora_memory._count_corpus(r_kind.kind);
        v_handled := v_handled + 1;
    END LOOP;
    RETURN v_handled;
END;
$_refresh_terms$;

COMMENT ON FUNCTION agora_memory._refresh_terms(integer)
    IS 'Job: bring the document frequencies of at most p_limit (1 to 1000000) kinds of document up to date; returns how many it counted.';
REVOKE ALL ON FUNCTION agora_memory._refresh_terms(integer) FROM PUBLIC;
