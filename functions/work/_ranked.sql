-- Candidates in the order of a policy's strategy, preferred capabilities counted in; p_need is what p_needed weigh. Ties: who costs nothing, score, reputation, cost, the older agent.
-- Reads: agent_capability, pattern_fit.
CREATE OR REPLACE FUNCTION agora_work._ranked(
    p_candidates  agora_work.candidate[],
    p_needed      bigint[],
    p_need        bigint,
    p_hours       numeric,
    p_complexity  integer,
    p_rules       jsonb,
    p_limit       integer,
    p_preferred   bigint[]
)
RETURNS agora_work.candidate[]
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $_ranked$
DECLARE
    v_percent   numeric := (p_rules -> 'preferred_percent')::numeric;
    v_minimum   numeric := (p_rules -> 'weighted_minimum')::numeric;
    v_task_usd  numeric := (p_rules -> 'task_cost_usd')::numeric;
    v_few       integer := agora.setting_integer('work.slo_min_samples');
    v_weights   numeric[];
BEGIN
    IF p_rules ->> 'rank_strategy' = 'value' THEN
        RETURN ARRAY(
            SELECT ROW(c.principal_id, c.matched, c.cost_usd, c.reputation, c.pattern, c.samples, c.success_rate,
                       agora_work.rank_value(m.share, c.reputation, c.cost_usd))::agora_work.candidate
              FROM unnest(p_candidates) AS c
             CROSS JOIN LATERAL (SELECT CASE WHEN p_preferred = '{}' THEN c.matched::numeric / p_need ELSE agora_work._match_share(c.principal_id, c.matched::numeric / p_need, p_preferred, v_percent) END AS share) AS m
             ORDER BY c.cost_usd = 0 DESC, agora_work.rank_value(m.share, c.reputation, c.cost_usd) DESC,
                      c.reputation DESC, c.cost_usd, c.principal_id
             LIMIT p_limit);
    END IF;
    v_weights := ARRAY(SELECT (p_rules -> ('weight_' || w.part))::numeric
                         FROM unnest(ARRAY['capability', 'fit', 'cost', 'experience', 'availability']) WITH ORDINALITY AS w(part, place) ORDER BY w.place);
    RETURN ARRAY(
        SELECT ROW(s.principal_id, s.matched, s.cost_usd, s.reputation, s.pattern, s.samples, s.success_rate, s.weighted)::agora_work.candidate
          FROM (SELECT c.*, agora_work.rank_weighted(
                           CASE WHEN p_preferred = '{}' THEN c.matched::numeric / p_need ELSE agora_work._match_share(c.principal_id, c.matched::numeric / p_need, p_preferred, v_percent) END,
                           (SELECT count(*) FROM agora_work.agent_capability AS k WHERE k.principal_id = c.principal_id AND k.standing = 'verified' AND k.capability_id <> ALL (p_needed)),
                           (SELECT f.fit::numeric FROM agora_work.pattern_fit AS f WHERE f.pattern = c.pattern AND f.complexity = p_complexity),
                           c.cost_usd * p_hours / v_task_usd, CASE WHEN c.samples >= v_few THEN c.success_rate ELSE 0.5 END, 1, v_weights) AS weighted
                  FROM unnest(p_candidates) AS c) AS s
         WHERE s.weighted >= v_minimum
         ORDER BY s.cost_usd = 0 DESC, s.weighted DESC, s.reputation DESC, s.cost_usd, s.principal_id
         LIMIT p_limit);
END;
$_ranked$;

COMMENT ON FUNCTION agora_work._ranked(agora_work.candidate[], bigint[], bigint, numeric, integer, jsonb, integer, bigint[])
    IS 'The p_limit (1 to 1000000) best candidates by the strategy of a policy, the best first.';
REVOKE ALL ON FUNCTION agora_work._ranked(agora_work.candidate[], bigint[], bigint, numeric, integer, jsonb, integer, bigint[]) FROM PUBLIC;
