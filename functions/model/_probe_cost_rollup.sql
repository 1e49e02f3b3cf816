-- Health: the roll-up of costs follows the calls, so that reports stay short.
CREATE OR REPLACE FUNCTION agora_model._probe_cost_rollup()
RETURNS agora.health_report
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT ROW('costs',
               x.behind <= x.warn_above,
               format('%s calls behind the daily roll-up', x.behind),
               CASE WHEN x.behind > x.warn_above
                    THEN 'Call agora.tick() every minute, and end transactions that stay open for long.' END)::agora.health_report
      FROM (SELECT coalesce((SELECT max(k.llm_call_id) FROM agora_model.llm_call AS k), 0)
                 - coalesce((SELECT h.up_to_call FROM agora_model.cost_horizon AS h), 0) AS behind,
                   agora.setting_integer('model.unfolded_limit') AS warn_above) AS x;
END;

COMMENT ON FUNCTION agora_model._probe_cost_rollup()
    IS 'Health: the daily roll-up of costs keeps up.';
REVOKE ALL ON FUNCTION agora_model._probe_cost_rollup() FROM PUBLIC;
