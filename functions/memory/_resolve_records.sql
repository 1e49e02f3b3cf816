-- Decides what becomes of attempt records and writes nothing: imported, existing (the same record came before) or rejected, with
-- SQLSTATE and reason. A record is known by its agent and its id. A parent is looked for among the records of the same agent,
-- then of all, in this call and before it; a record that is rejected takes those that retry it along.
CREATE OR REPLACE FUNCTION agora_memory._resolve_records(
    p_records  jsonb,
    p_actor    bigint
)
RETURNS SETOF agora_memory.attempt_record
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $_resolve_records$
DECLARE
    v_actor     text    := (SELECT p.name FROM agora.principal AS p WHERE p.principal_id = p_actor);
    v_is_bound  boolean := EXISTS (SELECT 1 FROM agora.principal AS p WHERE p.db_role = session_user);
    v_is_chief  boolean := agora._is_operator(p_actor);
BEGIN
    RETURN QUERY
    WITH RECURSIVE known AS MATERIALIZED (
        SELECT k.* FROM agora_memory._identified_records(p_records, v_actor, agora.now()) AS k
    ), fresh AS MATERIALIZED (
        SELECT k.* FROM known AS k WHERE k.is_new
    ), holder (id, agent, ordinal, attempt_id, correlation_id, status) AS (
        SELECT n.id, n.agent, n.ordinal, NULL, NULL, 'success' FROM fresh AS n
        UNION ALL
        SELECT a.idempotency_key, p.name, NULL, a.attempt_id, a.correlation_id, a.status
          FROM (SELECT DISTINCT n.parent FROM fresh AS n WHERE n.parent IS NOT NULL) AS w
         CROSS JOIN LATERAL (SELECT x.* FROM agora_memory.attempt AS x WHERE x.idempotency_key = w.parent OFFSET 0) AS a
          JOIN agora.principal AS p ON p.principal_id = a.principal_id
    ), parent AS MATERIALIZED (
        (SELECT DISTINCT ON (n.ordinal) n.ordinal, h.ordinal AS parent_ordinal, h.attempt_id, h.correlation_id, h.status,
               h.agent <> n.agent AND count(*) OVER (PARTITION BY n.ordinal) > 1 AS is_ambiguous
          FROM fresh AS n
          JOIN holder AS h ON h.id = n.parent
         ORDER BY n.ordinal, h.agent <> n.agent)
        UNION ALL
        SELECT n.ordinal, NULL, a.attempt_id, a.correlation_id, a.status, false
          FROM fresh AS n
         CROSS JOIN LATERAL (SELECT x.* FROM agora_memory.attempt AS x WHERE x.attempt_id = n.parent_attempt_id OFFSET 0) AS a
    ), judged AS MATERIALIZED (
        SELECT n.ordinal, n.agent, n.id, n.correlation_id, p.parent_ordinal, p.attempt_id AS parent_id, p.correlation_id AS parent_correlation_id,
               CASE
                   WHEN v_is_bound AND n.agent <> v_actor THEN '42501 a bound login records only its own attempts, not those of ' || n.agent
                   WHEN n.principal_id IN (1, 2) AND NOT v_is_chief THEN '42501 only an operator records attempts of ' || n.agent
                   WHEN n.suspended_at IS NOT NULL THEN format('ZA002 agent %s is suspended', n.agent)
                   WHEN n.category IS NOT NULL AND NOT EXISTS (SELECT 1 FROM agora.problem_category AS c WHERE c.category = n.category)
                   THEN format('ZM004 category %s is not known', n.category)
                   WHEN t.fault IS NOT NULL THEN t.fault
                   WHEN n.parent = n.id THEN '22023 parent is the record itself'
                   WHEN n.parent IS NOT NULL AND p.ordinal IS NULL THEN format('ZM001 parent %s is not known', n.parent)
                   WHEN p.is_ambiguous THEN format('ZM001 parent %s is the id of records of several agents: name parent_attempt_id', n.parent)
                   WHEN n.parent_attempt_id IS NOT NULL AND p.ordinal IS NULL THEN format('ZM001 parent_attempt_id %s is not known', n.parent_attempt_id)
                   WHEN p.status = 'in_progress' THEN format('ZM003 parent, attempt %s, is still in progress', p.attempt_id)
                   WHEN p.correlation_id <> n.correlation_id
                   THEN format('ZM003 parent, attempt %s, is in another correlation, %s', p.attempt_id, p.correlation_id)
               END AS fault
          FROM fresh AS n
          LEFT JOIN parent AS p ON p.ordinal = n.ordinal
          LEFT JOIN LATERAL agora_memory._transform_refusal(n.record -> 'transforms') AS t ON true
    ), chain (ordinal, depth, correlation_id, fault) AS (
        SELECT j.ordinal, 1, coalesce(j.parent_correlation_id, j.correlation_id, md5(j.agent || E'\n' || j.id)::uuid), j.fault
          FROM judged AS j
         WHERE j.parent_ordinal IS NULL OR j.fault IS NOT NULL
        UNION ALL
        SELECT j.ordinal, c.depth + 1, c.correlation_id,
               CASE WHEN c.fault IS NOT NULL THEN format('ZM001 parent, record %s, was rejected', c.ordinal)
                    WHEN j.correlation_id <> c.correlation_id THEN format('ZM003 parent, record %s, is in another correlation, %s', c.ordinal, c.correlation_id) END
          FROM chain AS c
          JOIN judged AS j ON j.parent_ordinal = c.ordinal
         WHERE j.fault IS NULL
    ), verdict AS (
        SELECT k.ordinal, k.record, k.agent, k.hash, k.first_ordinal, c.depth, j.parent_ordinal, j.parent_id, c.correlation_id, k.attempt_id, k.is_new,
               CASE
                   WHEN k.fault IS NOT NULL THEN '22023 ' || k.fault
                   WHEN coalesce(k.argument_hash, f.hash) <> k.hash OR (k.attempt_id IS NOT NULL AND k.argument_hash IS NULL)
                   THEN format('ZA003 id was used with other facts, by %s', coalesce('attempt ' || k.attempt_id, 'record ' || k.first_ordinal))
                   WHEN k.attempt_id IS NOT NULL THEN NULL
                   WHEN c.ordinal IS NULL THEN '22023 parents form a circle'
                   WHEN k.first_ordinal < k.ordinal AND c.fault IS NOT NULL
                   THEN left(c.fault, 6) || format('the same record, %s, was rejected', k.first_ordinal)
                   ELSE c.fault
               END AS fault
          FROM known AS k
          LEFT JOIN known AS f ON f.ordinal = k.first_ordinal
          LEFT JOIN judged AS j ON j.ordinal = k.ordinal
          LEFT JOIN chain AS c ON c.ordinal = k.first_ordinal
    )
    SELECT v.ordinal, v.record, v.agent, v.hash, v.first_ordinal, v.depth, v.parent_ordinal, v.parent_id, v.correlation_id,
           CASE WHEN v.fault IS NULL THEN v.attempt_id END, v.fault IS NULL AND v.is_new, left(v.fault, 5), substr(v.fault, 7)
      FROM verdict AS v;
END;
$_resolve_records$;

COMMENT ON FUNCTION agora_memory._resolve_records(jsonb, bigint)
    IS 'Outcome of each attempt record of a JSON array, before anything is written.';
REVOKE ALL ON FUNCTION agora_memory._resolve_records(jsonb, bigint) FROM PUBLIC;
