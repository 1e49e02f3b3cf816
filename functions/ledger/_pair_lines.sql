-- Signed lines as movements. The debits of an item, one behind the other, cover a distance, and so do its credits; a movement ends
-- where one of either ends. So n lines are at most n - 1 movements, in the order of the lines, and the opposite lines are the
-- opposite movements. Lines that do not sum to zero end in a movement without one of its accounts, which no table takes.
CREATE OR REPLACE FUNCTION agora_ledger._pair_lines(
    p_items     bigint[],
    p_accounts  bigint[],
    p_amounts   bigint[]
)
RETURNS TABLE (item bigint, line bigint, from_account_id bigint, to_account_id bigint, amount bigint)
LANGUAGE sql IMMUTABLE
BEGIN ATOMIC
    SELECT c.item,
           row_number() OVER (PARTITION BY c.item ORDER BY c.up_to) AS line,
           p_accounts[min(c.debit) OVER (PARTITION BY c.item ORDER BY c.up_to DESC)] AS from_account_id,
           p_accounts[min(c.credit) OVER (PARTITION BY c.item ORDER BY c.up_to DESC)] AS to_account_id,
           (c.up_to - lag(c.up_to, 1, 0::numeric) OVER (PARTITION BY c.item ORDER BY c.up_to))::bigint AS amount
      FROM (SELECT l.item, l.up_to,
                   min(l.ordinal) FILTER (WHERE l.amount < 0) AS debit,
                   min(l.ordinal) FILTER (WHERE l.amount > 0) AS credit
              FROM (SELECT u.item, u.amount, u.ordinal,
                           sum(abs(u.amount)) OVER (PARTITION BY u.item, u.amount < 0 ORDER BY u.ordinal) AS up_to
                      FROM unnest(p_items, p_accounts, p_amounts) WITH ORDINALITY AS u(item, account_id, amount, ordinal)) AS l
             GROUP BY l.item, l.up_to) AS c;
END;

COMMENT ON FUNCTION agora_ledger._pair_lines(bigint[], bigint[], bigint[])
    IS 'Movements that signed lines, of one item or several, are.';
REVOKE ALL ON FUNCTION agora_ledger._pair_lines(bigint[], bigint[], bigint[]) FROM PUBLIC;
