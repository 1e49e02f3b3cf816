-- Agents that have spent or reserved all that a hard budget of their own allows in its period. What was reserved and is overdue
-- counts here until it is swept: it errs on the safe side.
-- Reads: budget, budget_period.
CREATE OR REPLACE FUNCTION agora_work._exhausted(p_principals bigint[])
RETURNS bigint[]
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $_exhausted$
BEGIN
    RETURN ARRAY(
        SELECT DISTINCT b.principal_id
          FROM agora_model.budget AS b
         WHERE b.principal_id = ANY (p_principals) AND b.is_hard AND b.ended_at IS NULL AND b.stage IS NULL
           AND b.limit_usd <= (SELECT coalesce(sum(p.spent_usd + p.reserved_usd), 0)
                                 FROM agora_model.budget_period AS p
                                WHERE p.budget_id = b.budget_id AND p.period_start = date_trunc(b.period, agora.now(), b.time_zone)));
END;
$_exhausted$;

COMMENT ON FUNCTION agora_work._exhausted(bigint[])
    IS 'Which of these agents have no budget left.';
REVOKE ALL ON FUNCTION agora_work._exhausted(bigint[]) FROM PUBLIC;
