-- What moved in a wallet, day by day, decay itself left out: since a transaction, and for p_history days before p_from, which
-- count as history (net 0). A day is that of the clock in UTC, never earlier than that of the transaction before: a call that
-- waited for a lock is posted later than it began.
CREATE OR REPLACE FUNCTION agora_reward._decay_moves(
    p_account  bigint,
    p_after    bigint,
    p_from     date,
    p_history  integer
)
RETURNS TABLE (day date, net numeric, received numeric, last_transaction bigint)
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $_decay_moves$
#variable_conflict use_column
DECLARE
    v_after bigint := p_after;
BEGIN
    IF p_history > 0 THEN
        v_after := coalesce((SELECT e.transaction_id
                               FROM agora_ledger.entry AS e
                               JOIN agora_ledger.transaction AS t ON t.transaction_id = e.transaction_id
                              WHERE e.account_id = p_account AND e.transaction_id <= p_after AND t.recorded_at < (p_from - p_history)::timestamp AT TIME ZONE 'UTC'
                              ORDER BY e.transaction_id DESC
                              LIMIT 1), 0);
    END IF;
    RETURN QUERY
    SELECT x.day, 0.000001 * coalesce(sum(x.amount) FILTER (WHERE x.transaction_id > p_after), 0),
           0.000001 * coalesce(sum(x.amount) FILTER (WHERE x.amount > 0), 0), max(x.transaction_id)
      FROM (SELECT e.transaction_id, e.amount,
                   CASE WHEN e.transaction_id > p_after
                        THEN greatest(p_from, max((t.recorded_at AT TIME ZONE 'UTC')::date) OVER (ORDER BY e.transaction_id))
                        ELSE least(p_from - 1, (t.recorded_at AT TIME ZONE 'UTC')::date) END AS day
              FROM agora_ledger.entry AS e
              JOIN agora_ledger.transaction AS t ON t.transaction_id = e.transaction_id
             WHERE e.account_id = p_account AND e.transaction_id > v_after AND NOT (t.created_by = 1 AND t.idempotency_key ^@ 'reward:decay:')) AS x
     GROUP BY x.day
     ORDER BY x.day;
END;
$_decay_moves$;

COMMENT ON FUNCTION agora_reward._decay_moves(bigint, bigint, date, integer)
    IS 'Net and received tokens of a wallet by day.';
REVOKE ALL ON FUNCTION agora_reward._decay_moves(bigint, bigint, date, integer) FROM PUBLIC;
