-- How fast budgets are spent: by the rate of their period so far, when it is used up, and what the period would come to. What is reserved
-- counts as spent, because it is not there for anybody else. The rate is over a hundredth of the period at least: one call at its beginning
-- foretells nothing.
CREATE OR REPLACE VIEW agora_model.budget_pace WITH (security_barrier) AS
SELECT b.budget_id,
       b.team_id,
       b.team,
       b.principal_id,
       b.stage,
       b.period,
       b.limit_usd,
       trim_scale(u.used)::agora.usd AS used_usd,
       b.used_percent,
       round(100 * e.hours / (e.hours + e.hours_to_come), 1) AS elapsed_percent,
       trim_scale(round(r.usd_per_hour, 6))::agora.usd AS usd_per_hour,
       round(b.remaining_usd::numeric / nullif(r.usd_per_hour, 0), 4) AS hours_left,
       trim_scale(round(u.used + r.usd_per_hour * e.hours_to_come, 6))::agora.usd AS expected_usd,
       u.used + r.usd_per_hour * e.hours_to_come > b.limit_usd::numeric AS is_too_fast,
       b.period_end
  FROM agora_model.budget_state AS b
 CROSS JOIN LATERAL (SELECT b.spent_usd::numeric + b.reserved_usd::numeric AS used) AS u
 CROSS JOIN LATERAL (SELECT extract(epoch FROM agora.now() - greatest(b.period_start, b.recorded_at)) / 3600 AS hours,
                            extract(epoch FROM b.period_end - agora.now()) / 3600 AS hours_to_come) AS e
 CROSS JOIN LATERAL (SELECT u.used / greatest(e.hours, (e.hours + e.hours_to_come) / 100) AS usd_per_hour) AS r
 WHERE b.ended_at IS NULL;

COMMENT ON VIEW agora_model.budget_pace IS 'How fast budgets are spent in this period, in US dollars an hour since it, or the budget, began; hours until it is used up at this pace, what the period would come to, and whether that is above the limit; hours_left is NULL where nothing is spent. A bound login sees those of budget_state.';
GRANT SELECT ON agora_model.budget_pace TO agora_reader;
