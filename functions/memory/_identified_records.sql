-- Attempt records with what is wrong with each in itself, or else whose they are (by default p_agent's), the first record of the call
-- with their key, and the attempt that has it already. OFFSET 0 keeps the look-ups of attempts row by row: a plan made while the
-- table was small must not read it whole later.
CREATE OR REPLACE FUNCTION agora_memory._identified_records(
    p_records  jsonb,
    p_agent    text,
    p_now      timestamptz
)
RETURNS TABLE (ordinal bigint, record jsonb, fault text, agent text, id text, category text, parent text, parent_attempt_id bigint,
               correlation_id uuid, hash bytea, first_ordinal bigint, principal_id bigint, suspended_at timestamptz, attempt_id bigint,
               argument_hash bytea, is_new boolean)
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT f.ordinal, f.record, f.fault, w.agent, g.id, g.category, g.parent, g.parent_attempt_id::bigint, g.correlation_id,
           CASE WHEN f.fault IS NULL THEN sha256(convert_to((f.record - 'agent')::text, 'UTF8')) END,
           CASE WHEN f.fault IS NULL THEN min(f.ordinal) OVER same END,
           p.principal_id, p.suspended_at, a.attempt_id, a.argument_hash,
           f.fault IS NULL AND a.attempt_id IS NULL AND f.ordinal = min(f.ordinal) OVER same
      FROM agora_memory._record_faults(p_records, p_now) AS f
     CROSS JOIN LATERAL jsonb_to_record(CASE WHEN f.fault IS NULL THEN f.record ELSE '{}' END)
             AS g(id text, agent text, category text, parent text, parent_attempt_id numeric, correlation_id uuid)
     CROSS JOIN LATERAL (SELECT coalesce(g.agent, p_agent) AS agent) AS w
      LEFT JOIN agora.principal AS p ON p.name = w.agent
      LEFT JOIN LATERAL (SELECT x.attempt_id, x.argument_hash
                           FROM agora_memory.attempt AS x
                          WHERE x.principal_id = p.principal_id AND x.idempotency_key = g.id
                         OFFSET 0) AS a ON true
    WINDOW same AS (PARTITION BY f.fault IS NULL, w.agent, g.id);
END;

COMMENT ON FUNCTION agora_memory._identified_records(jsonb, text, timestamptz)
    IS 'Attempt records of a JSON array, whose they are and whether they were recorded before.';
REVOKE ALL ON FUNCTION agora_memory._identified_records(jsonb, text, timestamptz) FROM PUBLIC;
