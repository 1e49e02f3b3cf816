-- Invariant: the roll-up and what is behind it are what the calls themselves, and those that are retired, add up to, day by day.
CREATE OR REPLACE FUNCTION agora_model._probe_costs()
RETURNS SETOF text
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $_probe_costs$
BEGIN
    RETURN QUERY
    SELECT format('%s: the reports say %s calls for %s USD, the calls are %s for %s USD', coalesce(r.day, k.day), coalesce(r.calls, 0), coalesce(r.usd, 0),
                  coalesce(k.calls, 0), coalesce(k.usd, 0))
      FROM (SELECT c.day, sum(c.calls) AS calls, trim_scale(sum(c.cost_usd)) AS usd FROM agora_model.recorded_cost AS c GROUP BY c.day) AS r
      FULL JOIN (SELECT y.day, sum(y.calls) AS calls, trim_scale(sum(y.usd)) AS usd FROM (
                 SELECT (c.called_at AT TIME ZONE 'UTC')::date AS day, count(*) AS calls, coalesce(sum(coalesce(x.cost_usd, c.cost_usd)), 0) AS usd
                   FROM agora_model.llm_call AS c
                   LEFT JOIN (SELECT DISTINCT ON (o.llm_call_id) o.llm_call_id, o.cost_usd
                                FROM agora_model.call_correction AS o ORDER BY o.llm_call_id, o.call_correction_id DESC) AS x ON x.llm_call_id = c.llm_call_id
                  GROUP BY 1
                 UNION ALL
                 SELECT t.day, t.calls, t.cost_usd FROM agora_model.retired_cost AS t) AS y GROUP BY y.day) AS k ON k.day = r.day
     WHERE coalesce(r.calls, 0) <> coalesce(k.calls, 0) OR coalesce(r.usd, 0) <> coalesce(k.usd, 0);
END;
$_probe_costs$;

COMMENT ON FUNCTION agora_model._probe_costs()
    IS 'Invariant: the daily roll-up and what is behind it add up to the calls.';
REVOKE ALL ON FUNCTION agora_model._probe_costs() FROM PUBLIC;
