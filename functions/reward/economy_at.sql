-- The scorecard of the economy for the week of a day: every figure with target and zone. Sums only, so every reader may ask.
-- A value is NULL, and so are met and zone, where nothing has happened that could be measured.
-- Errors: 22023 the day is still to come.
CREATE OR REPLACE FUNCTION agora_reward.economy_at(p_day date DEFAULT NULL)
RETURNS TABLE (metric text, value numeric, unit text, comparison text, target numeric, target_to numeric, met boolean, zone text, lever text, advice text,
               description text)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $economy_at$
#variable_conflict use_column
DECLARE
    v_today  date := (agora.now() AT TIME ZONE 'UTC')::date;
    v_day    date := coalesce(p_day, v_today);
BEGIN
    IF v_day > v_today OR v_day < '2000-01-01' THEN
        RAISE EXCEPTION USING
            ERRCODE = '22023',
            MESSAGE = 'day is out of range',
            DETAIL  = format('p_day=%s today=%s', v_day, v_today),
            HINT    = 'Pass a day (UTC) from 2000 until today.';
    END IF;
    RETURN QUERY
    SELECT t.metric, f.value, t.unit, t.comparison, t.target, t.target_to,
           CASE t.comparison WHEN '>=' THEN f.value >= t.target WHEN '>' THEN f.value > t.target
                             WHEN '<=' THEN f.value <= t.target WHEN '<' THEN f.value < t.target
                             ELSE f.value >= t.target AND f.value <= t.target_to END,
           coalesce(z.zone, CASE WHEN f.value IS NOT NULL AND EXISTS (SELECT 1 FROM agora_reward.economy_zone AS x WHERE x.metric = t.metric) THEN 'green' END),
           z.lever, z.advice, t.description
      FROM agora_reward.economy_target AS t
      LEFT JOIN (SELECT m.metric, trim_scale(round(m.value, 6)) AS value
                   FROM (SELECT l.metric, l.value FROM agora_ledger._flow_figures(v_day) AS l
                         UNION ALL
                         SELECT h.metric, h.value FROM agora_ledger._holder_figures(v_day) AS h
                         UNION ALL
                         SELECT r.metric, r.value FROM agora_reward._reward_figures(v_day) AS r) AS m) AS f ON f.metric = t.metric
      LEFT JOIN LATERAL (
           SELECT x.zone, x.lever, x.advice
             FROM agora_reward.economy_zone AS x
            WHERE x.metric = t.metric
              AND CASE x.comparison WHEN '>=' THEN f.value >= x.threshold WHEN '>' THEN f.value > x.threshold
                                    WHEN '<=' THEN f.value <= x.threshold ELSE f.value < x.threshold END
            ORDER BY x.zone
            LIMIT 1) AS z ON true
     ORDER BY t.ordinal;
END;
$economy_at$;

COMMENT ON FUNCTION agora_reward.economy_at(date)
    IS 'Figures of the economy with target, zone, and the lever that could be pulled, for the seven days that end with a day (UTC, by default today).';
REVOKE ALL ON FUNCTION agora_reward.economy_at(date) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_reward.economy_at(date) TO agora_reader;
