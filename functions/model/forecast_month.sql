-- What this month (UTC) will have cost at its end: what was spent, and for the days that remain the mean of the last model.forecast_days
-- whole days that calls were made in (a day without any between them counts as none). The interval is that of a sum of so many further
-- days: t x s x sqrt(remaining + remaining^2 / days), never below what is spent.
-- Errors: 22023 · ZA001 · ZP001 · ZP005 · ZP008 unknown agent, model, stage or category.
CREATE OR REPLACE FUNCTION agora_model.forecast_month(
    p_only        jsonb   DEFAULT '{}',
    p_confidence  numeric DEFAULT 0.95
)
RETURNS agora_model.month_forecast
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $forecast_month$
DECLARE
    v_now       timestamp := agora.now() AT TIME ZONE 'UTC';
    v_month     date := date_trunc('month', v_now);
    v_since     date := v_now::date - agora.setting_integer('model.forecast_days');
    v_rest      numeric;
    v_mean      numeric;
    v_low       numeric;
    v_high      numeric;
    v_days      integer;
    v_sum       numeric;
    v_squares   numeric;
    v_forecast  agora_model.month_forecast;
BEGIN
    PERFORM agora._check_number('p_confidence', p_confidence, 0.5, 0.999);
    SELECT v_now::date - min(r.key::date) FILTER (WHERE r.key::date >= v_since),
           sum(r.cost_usd) FILTER (WHERE r.key::date >= v_since AND r.key::date < v_now::date),
           sum(r.cost_usd ^ 2) FILTER (WHERE r.key::date >= v_since AND r.key::date < v_now::date),
           coalesce(sum(r.cost_usd) FILTER (WHERE r.key::date >= v_month), 0)
      INTO v_days, v_sum, v_squares, v_forecast.spent_usd
      FROM agora_model.cost_report('day', least(v_since, v_month), (v_month + interval '1 month')::date, p_only) AS r;
    v_rest := extract(epoch FROM v_month + interval '1 month' - v_now) / 86400;
    v_forecast.month := v_month;
    v_forecast.confidence := p_confidence;
    v_forecast.remaining_days := round(v_rest, 6);
    v_forecast.days := greatest(v_days, 0);
    IF v_days > 0 THEN
        v_mean := v_sum / v_days;
        v_forecast.daily_usd := trim_scale(round(v_mean, 6));
        v_forecast.forecast_usd := trim_scale(round(v_forecast.spent_usd + v_mean * v_rest, 6));
    END IF;
    IF v_days > 1 THEN
        -- Welch's limits of a mean against nothing are Student's: v_days times the variance of the sum stands for that of one of v_days.
        SELECT c.lower::numeric, c.upper::numeric INTO v_low, v_high
          FROM agora_model._compare_means(v_days, v_mean * v_rest, v_days * greatest(v_squares - v_sum ^ 2 / v_days, 0) / (v_days - 1) * (v_rest + v_rest ^ 2 / v_days),
                                          2, 0, 0, (1 - p_confidence) / 2) AS c;
        v_forecast.low_usd := trim_scale(round(v_forecast.spent_usd + greatest(v_low, 0), 6));
        v_forecast.high_usd := trim_scale(round(v_forecast.spent_usd + v_high, 6));
    END IF;
    RETURN v_forecast;
END;
$forecast_month$;

COMMENT ON FUNCTION agora_model.forecast_month(jsonb, numeric)
    IS 'What this month (UTC) will cost at its end in US dollars, with an interval; p_only narrows it as in cost_report(), p_confidence 0.5 to 0.999. No whole day yet: no forecast; one: no interval.';
REVOKE ALL ON FUNCTION agora_model.forecast_month(jsonb, numeric) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_model.forecast_month(jsonb, numeric) TO agora_reader;
