-- Models that would do a stage's work for less than the one that does most of it, at today's prices for the usage of its mean call, and what
-- is known of how good they are. First those with answers that were judged in this stage, then those that were called elsewhere, then
-- those without evidence; of each the cheapest. Whether the evidence is enough for a change is for a migration to say.
-- Errors: 22023 · ZP001 · ZP005.
CREATE OR REPLACE FUNCTION agora_model.cheaper_models(
    p_stage   text,
    p_model   text     DEFAULT NULL,
    p_window  interval DEFAULT '30 days',
    p_limit   integer  DEFAULT 10
)
RETURNS SETOF agora_model.cheaper_model
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $cheaper_models$
DECLARE
    v_now      timestamptz := agora.now();
    v_window   interval := agora_model._check_window(p_stage, p_window, v_now);
    v_current  bigint;
    v_usage    jsonb;
    v_longest  numeric;
BEGIN
    PERFORM agora._check_text('p_stage', p_stage, 100), agora._check_number('p_limit', p_limit, 1, 1000);
    IF p_model IS NOT NULL THEN
        v_current := agora_model._serving_model(p_model);
    ELSE
        SELECT c.model_id INTO v_current FROM agora_model.recorded_call AS c
         WHERE c.stage = p_stage AND c.called_at > v_now - v_window GROUP BY c.model_id ORDER BY count(*) DESC, c.model_id LIMIT 1;
    END IF;
    -- Rounded down, parts are never more than their whole.
    SELECT jsonb_object_agg(u.unit, floor(u.total / u.calls)), max(u.longest) INTO v_usage, v_longest
      FROM (SELECT x.key AS unit, sum(x.value::numeric) AS total, max(n.calls) AS calls, max(n.longest) AS longest
              FROM (SELECT count(*) AS calls, max(c.input_tokens) AS longest FROM agora_model.recorded_call AS c
                     WHERE c.stage = p_stage AND c.model_id = v_current AND c.called_at > v_now - v_window) AS n
              JOIN agora_model.recorded_call AS c ON c.stage = p_stage AND c.model_id = v_current AND c.called_at > v_now - v_window
             CROSS JOIN LATERAL jsonb_each_text(c.usage) AS x
             GROUP BY x.key) AS u;

    RETURN QUERY
    WITH known AS MATERIALIZED (
        SELECT c.model_id, count(*) AS calls, avg(c.is_success::integer) AS success, avg(c.quality) AS quality,
               count(*) FILTER (WHERE c.stage = p_stage) AS calls_here, count(c.quality) FILTER (WHERE c.stage = p_stage) AS rated_here,
               avg(c.is_success::integer) FILTER (WHERE c.stage = p_stage) AS success_here, avg(c.quality) FILTER (WHERE c.stage = p_stage) AS quality_here
          FROM agora_model.recorded_call AS c
         WHERE c.called_at > v_now - v_window
         GROUP BY c.model_id
    ), priced AS MATERIALIZED (
        SELECT m.model_id, m.reference, f.usd
          FROM agora_model.known_model AS m
         CROSS JOIN LATERAL agora_model._cost_of(m.price_list_id, v_now, '{}', v_usage) AS f
         WHERE m.alias_of IS NULL AND m.price_list_id IS NOT NULL AND f.fault IS NULL AND f.usd IS NOT NULL
           AND (m.model_id = v_current
                OR ((NOT v_usage ? 'input_tokens' OR m.input_usd IS NOT NULL) AND (NOT v_usage ? 'output_tokens' OR m.output_usd IS NOT NULL)
                    AND coalesce(m.deprecated_at > v_now, true) AND coalesce(m.context_window >= v_longest, true)))
    )
    SELECT p.reference, p.usd::agora.usd, i.reference, i.usd::agora.usd, round(1 - p.usd / i.usd, 6),
           trim_scale(round((i.usd - p.usd) * e.calls_here * (30 * 86400 / extract(epoch FROM v_window)), 6))::agora.usd,
           CASE WHEN k.rated_here > 0 THEN 'stage' WHEN k.calls > 0 THEN 'elsewhere' ELSE 'none' END,
           coalesce(CASE WHEN k.rated_here > 0 THEN k.calls_here ELSE k.calls END, 0),
           round(CASE WHEN k.rated_here > 0 THEN k.success_here ELSE k.success END, 6), round(e.success_here, 6),
           round(CASE WHEN k.rated_here > 0 THEN k.quality_here ELSE k.quality END, 6), round(e.quality_here, 6)
      FROM priced AS p
      JOIN priced AS i ON i.model_id = v_current
      JOIN known AS e ON e.model_id = v_current
      LEFT JOIN known AS k ON k.model_id = p.model_id
     WHERE p.usd < i.usd
     ORDER BY coalesce(k.rated_here > 0, false) DESC, coalesce(k.calls > 0, false) DESC, p.usd, p.reference
     LIMIT p_limit;
END;
$cheaper_models$;

COMMENT ON FUNCTION agora_model.cheaper_models(text, text, interval, integer)
    IS 'Models that would cost less than the one that does most of a stage''s work (or p_model), for the usage of its mean call in the window, with the evidence of their quality, at most p_limit (1 to 1000); savings in US dollars in 30 days. Nothing where the stage made no priced call.';
REVOKE ALL ON FUNCTION agora_model.cheaper_models(text, text, interval, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_model.cheaper_models(text, text, interval, integer) TO agora_reader;
