-- What calls cost, by day, month, agent, kind of agent, stage, category, project or model, from the day p_since until before the day
-- p_until (UTC), narrowed to p_only. An alias counts as the model it stands for. A bound login sees its own calls.
-- Errors: 22023 · ZA001 · ZP001 · ZP005 · ZP008 unknown agent, model, stage or category.
CREATE OR REPLACE FUNCTION agora_model.cost_report(
    p_by     text  DEFAULT 'day',
    p_since  date  DEFAULT '-infinity',
    p_until  date  DEFAULT 'infinity',
    p_only   jsonb DEFAULT '{}'
)
RETURNS SETOF agora_model.cost_line
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET plan_cache_mode = force_custom_plan
AS $cost_report$
DECLARE
    v_wanted record;
BEGIN
    IF p_by IS NULL OR p_by NOT IN ('day', 'month', 'agent', 'agent_type', 'stage', 'category', 'project', 'model') OR (p_since < p_until) IS NOT TRUE THEN
        RAISE EXCEPTION USING
            ERRCODE = '22023',
            MESSAGE = 'report is not known',
            DETAIL  = format('p_by=%s p_since=%s p_until=%s', coalesce(left(p_by, 100), 'NULL'), coalesce(p_since::text, 'NULL'), coalesce(p_until::text, 'NULL')),
            HINT    = 'Ask by day, month, agent, agent_type, stage, category, project or model, from a day until before a later one; -infinity and infinity are days, too.';
    END IF;
    v_wanted := agora_model._read_cost_filter(p_only);

    RETURN QUERY
    SELECT CASE p_by WHEN 'agent' THEN (SELECT p.name FROM agora.principal AS p WHERE p.principal_id = s.key::bigint)
                     WHEN 'model' THEN (SELECT v.provider || '/' || concat_ws('@', m.model, m.version)
                                          FROM agora_model.model AS m JOIN agora_model.provider AS v ON v.provider_id = m.provider_id
                                         WHERE m.model_id = s.key::bigint)
                     ELSE s.key END,
           s.calls,
           round(s.successes::numeric / s.calls, 6),
           round(s.quality / nullif(s.rated, 0), 6),
           round(s.latency_ms / nullif(s.timed, 0), 3),
           s.input_tokens,
           s.cached_tokens,
           s.output_tokens,
           trim_scale(s.cost_usd)::agora.usd,
           trim_scale(round(s.cost_usd / nullif(s.priced, 0), 12))::agora.usd,
           s.calls - s.priced
      FROM (SELECT CASE p_by WHEN 'day' THEN to_char(c.day, 'YYYY-MM-DD')
                             WHEN 'month' THEN to_char(c.day, 'YYYY-MM')
                             WHEN 'agent' THEN c.principal_id::text
                             WHEN 'agent_type' THEN c.agent_type
                             WHEN 'stage' THEN c.stage
                             WHEN 'category' THEN c.category
                             WHEN 'project' THEN c.project
                             ELSE coalesce(m.alias_of, c.model_id)::text END AS key,
                   sum(c.calls)::bigint AS calls, sum(c.successes)::bigint AS successes, sum(c.priced)::bigint AS priced, sum(c.cost_usd) AS cost_usd,
                   sum(c.input_tokens) AS input_tokens, sum(c.cached_tokens) AS cached_tokens, sum(c.output_tokens) AS output_tokens,
                   sum(c.timed)::bigint AS timed, sum(c.latency_ms) AS latency_ms, sum(c.rated)::bigint AS rated, sum(c.quality) AS quality
              FROM agora_model.recorded_cost AS c
              LEFT JOIN agora_model.model AS m ON m.model_id = c.model_id
             WHERE c.day >= p_since AND c.day < p_until
               AND (v_wanted.principal_id IS NULL OR c.principal_id = v_wanted.principal_id)
               AND (NOT p_only ? 'stage' OR c.stage = p_only ->> 'stage')
               AND (NOT p_only ? 'category' OR c.category = p_only ->> 'category')
               AND (NOT p_only ? 'project' OR c.project = p_only ->> 'project')
               AND (NOT p_only ? 'agent_type' OR c.agent_type = p_only ->> 'agent_type')
               AND (v_wanted.model_id IS NULL OR coalesce(m.alias_of, c.model_id) = v_wanted.model_id)
             GROUP BY 1) AS s
     WHERE s.calls > 0;
END;
$cost_report$;

COMMENT ON FUNCTION agora_model.cost_report(text, date, date, jsonb)
    IS 'Model calls and what they cost in US dollars by day, month (UTC), agent, agent_type, stage, category, project or model, from a day until before another, narrowed to p_only, such as {"stage": "generation"}; key NULL = not said. Shares and quality 0..1, latency a mean in milliseconds.';
REVOKE ALL ON FUNCTION agora_model.cost_report(text, date, date, jsonb) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_model.cost_report(text, date, date, jsonb) TO agora_reader;
