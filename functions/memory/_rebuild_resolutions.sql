-- Projection: resolutions with their summaries derived anew. An imported batch is one event, so the evidence is what is
-- counted; the events say from when to when.
CREATE OR REPLACE FUNCTION agora_memory._rebuild_resolutions(
    p_from  bigint,
    p_to    bigint
)
RETURNS SETOF agora_memory.resolution
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT n.*
      FROM (SELECT coalesce(min(h.occurred_at) FILTER (WHERE p_from IS NOT NULL), '-infinity') AS first_at,
                   CASE WHEN p_to IS NULL THEN 'infinity' ELSE coalesce(max(h.occurred_at), '-infinity') END AS last_at
              FROM agora_event._history(ARRAY['memory.attempt.finished.v1', 'memory.import.completed.v1'], p_from, p_to) AS h) AS span
     CROSS JOIN agora_memory.resolution AS r
     CROSS JOIN LATERAL jsonb_populate_record(r, agora_memory._resolution_summary(r.resolution_id, span.first_at, span.last_at)) AS n;
END;

COMMENT ON FUNCTION agora_memory._rebuild_resolutions(bigint, bigint)
    IS 'Resolutions with summaries from the evidence between the events p_from and p_to.';
REVOKE ALL ON FUNCTION agora_memory._rebuild_resolutions(bigint, bigint) FROM PUBLIC;
