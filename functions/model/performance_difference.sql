-- Do two models differ, in a stage and a window, by more than chance? Success by Newcombe's interval, the means of quality, latency and
-- cost by Welch's t. Without two values of each there is no answer, which is not the same as no difference.
-- Errors: 22023 · ZP001 · ZP005.
CREATE OR REPLACE FUNCTION agora_model.performance_difference(
    p_model   text,
    p_other   text,
    p_stage   text        DEFAULT NULL,
    p_window  interval    DEFAULT NULL,
    p_until   timestamptz DEFAULT agora.now(),
    p_alpha   numeric     DEFAULT 0.05
)
RETURNS SETOF agora_model.metric_difference
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $performance_difference$
DECLARE
    v_window  interval := agora_model._check_window(p_stage, p_window, p_until);
    v_model   bigint := agora_model._serving_model(p_model);
    v_other   bigint := agora_model._serving_model(p_other);
BEGIN
    PERFORM agora._check_number('p_alpha', p_alpha, 0.0001, 0.5);
    RETURN QUERY
    WITH measured AS (
        SELECT x.ordinal, x.metric, count(x.value) FILTER (WHERE c.model_id = v_model) AS n, count(x.value) FILTER (WHERE c.model_id = v_other) AS other_n,
               avg(x.value) FILTER (WHERE c.model_id = v_model) AS mean, avg(x.value) FILTER (WHERE c.model_id = v_other) AS other_mean,
               var_samp(x.value) FILTER (WHERE c.model_id = v_model) AS variance, var_samp(x.value) FILTER (WHERE c.model_id = v_other) AS other_variance
          FROM agora_model.recorded_call AS c
         CROSS JOIN LATERAL (VALUES (1, 'success', c.is_success::integer::numeric), (2, 'quality', c.quality::numeric), (3, 'latency_ms', c.latency_ms),
                                    (4, 'cost_usd', c.cost_usd::numeric)) AS x(ordinal, metric, value)
         WHERE c.called_at > p_until - v_window AND c.called_at <= p_until AND (p_stage IS NULL OR c.stage = p_stage)
           AND (c.model_id = v_model OR c.model_id = v_other)
         GROUP BY x.ordinal, x.metric
    )
    SELECT m.metric, m.n, round(m.mean, 10), m.other_n, round(m.other_mean, 10), round(d.difference::numeric, 10), round(d.lower::numeric, 10), round(d.upper::numeric, 10),
           d.lower > 0 OR d.upper < 0
      FROM measured AS m
      LEFT JOIN LATERAL (SELECT r.difference, r.lower, r.upper
                           FROM (SELECT m.n WHERE m.metric = 'success' AND least(m.n, m.other_n) > 0 OFFSET 0) AS g
                          CROSS JOIN LATERAL agora_model._compare_rates(round(m.mean * g.n)::bigint, g.n, round(m.other_mean * m.other_n)::bigint, m.other_n, p_alpha / 2) AS r
                          UNION ALL
                         SELECT w.difference, w.lower, w.upper
                           FROM (SELECT m.n WHERE m.metric <> 'success' AND least(m.n, m.other_n) > 1 OFFSET 0) AS g
                          CROSS JOIN LATERAL agora_model._compare_means(g.n, m.mean, m.variance, m.other_n, m.other_mean, m.other_variance, p_alpha / 2) AS w) AS d ON true
     ORDER BY m.ordinal;
END;
$performance_difference$;

COMMENT ON FUNCTION agora_model.performance_difference(text, text, text, interval, timestamptz, numeric)
    IS 'Whether two models differ in success, quality, latency (milliseconds) and cost (US dollars) of a call by more than chance, in a stage (NULL = any) and a window: difference, its interval at 1 - p_alpha, and whether 0 is outside of it; NULL where there is too little to tell.';
REVOKE ALL ON FUNCTION agora_model.performance_difference(text, text, text, interval, timestamptz, numeric) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_model.performance_difference(text, text, text, interval, timestamptz, numeric) TO agora_reader;
