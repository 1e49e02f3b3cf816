-- Hard budgets of principals, of any stage, and whether one has spent or reserved all that it allows in its period; one of a stage keeps nobody from working. What was
-- reserved and is overdue counts here until it is swept: it errs on the safe side.
-- Inlined into the query that calls it.   Reads: budget, budget_period.
CREATE OR REPLACE FUNCTION agora_work._hard_budgets(p_principals bigint[])
RETURNS TABLE (principal_id bigint, is_used_up boolean)
LANGUAGE sql STABLE ROWS 1
BEGIN ATOMIC
    SELECT b.principal_id,
           b.stage IS NULL AND b.limit_usd <= (SELECT coalesce(sum(p.spent_usd + p.reserved_usd), 0)
                                                 FROM agora_model.budget_period AS p
                                                WHERE p.budget_id = b.budget_id AND p.period_start = date_trunc(b.period, agora.now(), b.time_zone)) AS is_used_up
      FROM agora_model.budget AS b
     WHERE b.principal_id = ANY (p_principals) AND b.is_hard AND b.ended_at IS NULL;
END;

COMMENT ON FUNCTION agora_work._hard_budgets(bigint[])
    IS 'Hard budgets of these agents, and whether one leaves nothing to work with.';
REVOKE ALL ON FUNCTION agora_work._hard_budgets(bigint[]) FROM PUBLIC;
