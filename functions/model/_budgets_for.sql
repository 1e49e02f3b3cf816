-- Budgets that a call counts in, with the start of its period in each: those set before the call and not ended then.
CREATE OR REPLACE FUNCTION agora_model._budgets_for(
    p_principal  bigint,
    p_stage      text,
    p_at         timestamptz
)
RETURNS SETOF agora_model.due_budget
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT b.budget_id,
           date_trunc(b.period, p_at, b.time_zone) AS period_start,
           b.limit_usd::numeric,
           b.is_hard,
           b.slices
      FROM agora_model.budget AS b
     WHERE (b.team_id IS NULL OR b.team_id = (SELECT p.team_id FROM agora.principal AS p WHERE p.principal_id = p_principal))
       AND (b.principal_id IS NULL OR b.principal_id = p_principal)
       AND (b.stage IS NULL OR b.stage = p_stage)
       AND b.recorded_at <= p_at
       AND (b.ended_at IS NULL OR b.ended_at > p_at);
END;

COMMENT ON FUNCTION agora_model._budgets_for(bigint, text, timestamptz)
    IS 'Budgets that a call of a principal for a stage counts in.';
REVOKE ALL ON FUNCTION agora_model._budgets_for(bigint, text, timestamptz) FROM PUBLIC;
