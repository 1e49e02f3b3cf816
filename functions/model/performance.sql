-- How models did, by stage and model, in a window that ends at p_until: exact, from the calls themselves. A bound login sees its own.
-- Errors: 22023 · ZP005 unknown stage.
CREATE OR REPLACE FUNCTION agora_model.performance(
    p_stage   text        DEFAULT NULL,
    p_window  interval    DEFAULT NULL,
    p_until   timestamptz DEFAULT agora.now()
)
RETURNS SETOF agora_model.model_metrics
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $performance$
DECLARE
    v_window interval := agora_model._check_window(p_stage, p_window, p_until);
BEGIN
    RETURN QUERY
    SELECT s.stage, v.provider || '/' || concat_ws('@', m.model, m.version), s.calls, s.success_share, s.rated, s.quality, s.deviation,
           s.latency[1], s.latency[2], s.latency[3], s.cost_usd, s.cost_per_call
      FROM (SELECT c.stage, c.model_id, count(*) AS calls, round(avg(c.is_success::integer), 6) AS success_share,
                   count(c.quality) AS rated, round(avg(c.quality), 6) AS quality, round(stddev_samp(c.quality), 6) AS deviation,
                   percentile_disc('{0.5,0.95,0.99}'::double precision[]) WITHIN GROUP (ORDER BY c.latency_ms) AS latency,
                   coalesce(sum(c.cost_usd), 0)::agora.usd AS cost_usd, trim_scale(round(avg(c.cost_usd), 12))::agora.usd AS cost_per_call
              FROM agora_model.recorded_call AS c
             WHERE c.called_at > p_until - v_window AND c.called_at <= p_until AND (p_stage IS NULL OR c.stage = p_stage)
             GROUP BY c.stage, c.model_id) AS s
      JOIN agora_model.model AS m ON m.model_id = s.model_id
      JOIN agora_model.provider AS v ON v.provider_id = m.provider_id;
END;
$performance$;

COMMENT ON FUNCTION agora_model.performance(text, interval, timestamptz)
    IS 'How models did by stage and model in a window that ends at p_until: calls, success, quality, latency percentiles, cost. p_stage NULL = all; p_window NULL = model.performance_window.';
REVOKE ALL ON FUNCTION agora_model.performance(text, interval, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_model.performance(text, interval, timestamptz) TO agora_reader;
