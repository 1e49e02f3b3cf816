-- Budgets as they stand now. What an authorisation reserved that is past its time counts no more, whether or not that was written down.
CREATE OR REPLACE VIEW agora_model.budget_state WITH (security_barrier) AS
SELECT b.budget_id,
       b.team_id,
       m.name AS team,
       b.principal_id,
       b.stage,
       b.period,
       b.time_zone,
       s.period_start,
       agora_model.period_end(b.period, s.period_start, b.time_zone) AS period_end,
       b.limit_usd,
       trim_scale(u.spent)::agora.usd AS spent_usd,
       trim_scale(u.reserved - o.overdue)::agora.usd AS reserved_usd,
       trim_scale(greatest(b.limit_usd - u.spent - u.reserved + o.overdue, 0))::agora.usd AS remaining_usd,
       round((u.spent + u.reserved - o.overdue) * 100 / nullif(b.limit_usd, 0), 1) AS used_percent,
       c.crossed_percent,
       b.is_hard,
       b.on_exhausted,
       b.slices,
       b.recorded_at,
       b.ended_at
  FROM agora_model.budget AS b
  LEFT JOIN agora.team AS m ON m.team_id = b.team_id
 CROSS JOIN LATERAL (SELECT date_trunc(b.period, coalesce(b.ended_at, agora.now()), b.time_zone) AS period_start) AS s
 CROSS JOIN LATERAL (SELECT coalesce(sum(p.spent_usd), 0) AS spent, coalesce(sum(p.reserved_usd), 0) AS reserved
                       FROM agora_model.budget_period AS p
                      WHERE p.budget_id = b.budget_id AND p.period_start = s.period_start) AS u
 CROSS JOIN LATERAL (SELECT coalesce(sum(a.estimate_usd), 0) AS overdue
                       FROM agora_model.budget_authorization AS a
                      CROSS JOIN LATERAL unnest(a.budget_ids, a.period_starts) AS t(budget_id, period_start)
                      WHERE a.status = 'open' AND a.expires_at <= agora.now() AND t.budget_id = b.budget_id AND t.period_start = s.period_start) AS o
 CROSS JOIN LATERAL (SELECT max(x.percent) AS crossed_percent
                       FROM agora_model.budget_crossing AS x
                      WHERE x.budget_id = b.budget_id AND x.period_start = s.period_start) AS c
 WHERE (SELECT agora.visible_principal()) = 0
    OR ((SELECT agora.visible_principal()) > 0
        AND (b.principal_id IS NULL OR b.principal_id = (SELECT agora.visible_principal()))
        AND (b.team_id IS NULL OR b.team_id = (SELECT p.team_id FROM agora.principal AS p WHERE p.principal_id = (SELECT agora.visible_principal()))));

COMMENT ON VIEW agora_model.budget_state IS 'Budgets with what they have spent and reserved in this period, in US dollars, what remains, and the highest mark they have passed in it; a bound login sees those that its own calls may count in.';
GRANT SELECT ON agora_model.budget_state TO agora_reader;
