-- What similar work cost: successful attempts that confirmed one of the fixes, or made or used one of the transforms; of each
-- the 100 most recent. By model, too, the cheapest first.
CREATE OR REPLACE FUNCTION agora_memory._manifest_cost(
    p_resolutions  bigint[],
    p_transforms   bigint[]
)
RETURNS jsonb
LANGUAGE sql STABLE
BEGIN ATOMIC
    WITH similar_attempt AS (
        SELECT e.attempt_id
          FROM unnest(p_resolutions) AS r(resolution_id)
         CROSS JOIN LATERAL (SELECT v.attempt_id
                               FROM agora_memory.resolution_evidence AS v
                              WHERE v.resolution_id = r.resolution_id AND v.is_success
                              ORDER BY v.occurred_at DESC
                              LIMIT 100) AS e
        UNION
        SELECT u.attempt_id
          FROM unnest(p_transforms) AS t(transform_id)
         CROSS JOIN LATERAL (SELECT x.attempt_id
                               FROM agora_memory.attempt_transform AS x
                              WHERE x.transform_id = t.transform_id
                              ORDER BY x.attempt_id DESC
                              LIMIT 100) AS u
    ), figure AS MATERIALIZED (
        SELECT a.attempt_id, a.model, a.tokens_in, a.tokens_out, c.cost_usd::numeric AS cost_usd
          FROM similar_attempt AS s
          JOIN agora_memory.attempt AS a ON a.attempt_id = s.attempt_id
         CROSS JOIN LATERAL (SELECT x.cost_usd FROM agora_memory.attempt_cost AS x WHERE x.attempt_id = s.attempt_id OFFSET 0) AS c
         WHERE a.status = 'success' AND coalesce(c.cost_usd::numeric, a.tokens_in, a.tokens_out) IS NOT NULL
    )
    SELECT jsonb_build_object(
               'attempts', count(*),
               'cost_usd', percentile_disc(0.5) WITHIN GROUP (ORDER BY f.cost_usd),
               'highest_cost_usd', max(f.cost_usd),
               'tokens_in', percentile_disc(0.5) WITHIN GROUP (ORDER BY f.tokens_in),
               'tokens_out', percentile_disc(0.5) WITHIN GROUP (ORDER BY f.tokens_out),
               'models', (SELECT coalesce(jsonb_agg(jsonb_build_object('model', m.model, 'attempts', m.attempts, 'cost_usd', m.cost_usd) ORDER BY m.cost_usd, m.model), '[]')
                            FROM (SELECT g.model, count(*) AS attempts, percentile_disc(0.5) WITHIN GROUP (ORDER BY g.cost_usd) AS cost_usd
                                    FROM figure AS g WHERE g.model IS NOT NULL AND g.cost_usd IS NOT NULL GROUP BY g.model) AS m))
      FROM figure AS f
    HAVING count(*) > 0;
END;

COMMENT ON FUNCTION agora_memory._manifest_cost(bigint[], bigint[])
    IS 'Medians of cost (US dollars) and tokens of successful attempts with these resolutions or transforms, and cost by model; NULL where none recorded any.';
REVOKE ALL ON FUNCTION agora_memory._manifest_cost(bigint[], bigint[]) FROM PUBLIC;
