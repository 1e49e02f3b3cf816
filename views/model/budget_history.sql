-- What budgets spent, period by period.
CREATE OR REPLACE VIEW agora_model.budget_history WITH (security_barrier) AS
SELECT p.budget_id,
       b.team_id,
       m.name AS team,
       b.principal_id,
       b.stage,
       b.period,
       p.period_start,
       trim_scale(sum(p.spent_usd))::agora.usd AS spent_usd,
       trim_scale(sum(p.reserved_usd))::agora.usd AS reserved_usd,
       (SELECT max(x.percent) FROM agora_model.budget_crossing AS x WHERE x.budget_id = p.budget_id AND x.period_start = p.period_start) AS crossed_percent
  FROM agora_model.budget_period AS p
  JOIN agora_model.budget AS b ON b.budget_id = p.budget_id
  LEFT JOIN agora.team AS m ON m.team_id = b.team_id
 WHERE (SELECT agora.visible_principal()) = 0
    OR ((SELECT agora.visible_principal()) > 0
        AND (b.principal_id IS NULL OR b.principal_id = (SELECT agora.visible_principal()))
        AND (b.team_id IS NULL OR b.team_id = (SELECT n.team_id FROM agora.principal AS n WHERE n.principal_id = (SELECT agora.visible_principal()))))
 GROUP BY p.budget_id, b.team_id, m.name, b.principal_id, b.stage, b.period, p.period_start;

COMMENT ON VIEW agora_model.budget_history IS 'What budgets spent in each of their periods, in US dollars, by scope, and the highest mark they passed; reserved_usd is what open authorisations hold, or held when their time ran out. A bound login sees those that its own calls may count in.';
GRANT SELECT ON agora_model.budget_history TO agora_reader;
