-- Invariant: what budgets have spent and reserved is what the authorisations that count in them add up to.
CREATE OR REPLACE FUNCTION agora_model._probe_budgets()
RETURNS SETOF text
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT format('budget %s period %s slice %s: spent=%s reserved=%s; authorisations say spent=%s reserved=%s', coalesce(p.budget_id, a.budget_id), coalesce(p.period_start, a.period_start),
                  coalesce(p.slice, a.slice), p.spent_usd, p.reserved_usd, coalesce(a.spent, 0), coalesce(a.reserved, 0)) AS violation
      FROM agora_model.budget_period AS p
      FULL JOIN (SELECT t.budget_id, t.period_start, t.slice, coalesce(sum(x.actual_usd), 0) AS spent, coalesce(sum(x.estimate_usd) FILTER (WHERE x.status = 'open'), 0) AS reserved
                   FROM agora_model.budget_authorization AS x
                  CROSS JOIN LATERAL unnest(x.budget_ids, x.period_starts, x.slices) AS t(budget_id, period_start, slice)
                  GROUP BY t.budget_id, t.period_start, t.slice) AS a
        ON a.budget_id = p.budget_id AND a.period_start = p.period_start AND a.slice = p.slice
     WHERE (p.spent_usd::numeric, p.reserved_usd::numeric) IS DISTINCT FROM (coalesce(a.spent, 0), coalesce(a.reserved, 0));
END;

COMMENT ON FUNCTION agora_model._probe_budgets()
    IS 'Invariant: budgets have spent and reserved what their authorisations add up to.';
REVOKE ALL ON FUNCTION agora_model._probe_budgets() FROM PUBLIC;
