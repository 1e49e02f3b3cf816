-- What a range of transactions changed for each owner: a principal with all its accounts, or a system account. The bounds are
-- variables of the statement's plan, so that a short range is read by its index whatever the size of the ledger.
CREATE OR REPLACE FUNCTION agora_ledger._movements(
    p_after  bigint,
    p_up_to  bigint
)
RETURNS TABLE (transaction_id bigint, day date, kind text, reason text, principal_id bigint, system_id bigint, amount numeric)
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
SET plan_cache_mode = force_custom_plan
AS $_movements$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    WITH owned AS (
        SELECT e.transaction_id,
               a.principal_id,
               CASE WHEN a.principal_id IS NULL THEN a.account_id END AS system_id,
               sum(e.amount) AS amount
          FROM agora_ledger.entry AS e
          JOIN agora_ledger.account AS a ON a.account_id = e.account_id
         WHERE e.transaction_id > p_after AND e.transaction_id <= p_up_to
         GROUP BY e.transaction_id, a.principal_id, CASE WHEN a.principal_id IS NULL THEN a.account_id END
    )
    SELECT o.transaction_id,
           (t.recorded_at AT TIME ZONE 'UTC')::date,
           t.kind,
           CASE WHEN bool_or(coalesce(o.system_id IN (1, 2), false)) OVER (PARTITION BY o.transaction_id) THEN t.reason ELSE '' END,
           o.principal_id,
           o.system_id,
           o.amount
      FROM owned AS o
      JOIN agora_ledger.transaction AS t ON t.transaction_id = o.transaction_id
     WHERE t.transaction_id > p_after AND t.transaction_id <= p_up_to;
END;
$_movements$;

COMMENT ON FUNCTION agora_ledger._movements(bigint, bigint)
    IS 'Net micro-tokens per owner of the transactions after the first id, up to the second.';
REVOKE ALL ON FUNCTION agora_ledger._movements(bigint, bigint) FROM PUBLIC;
