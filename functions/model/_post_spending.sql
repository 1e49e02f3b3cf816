-- Adds to what budgets have spent and reserved, at many places at once.
-- Locks: rows of budget_period in key order.
CREATE OR REPLACE FUNCTION agora_model._post_spending(
    p_budgets   bigint[],
    p_starts    timestamptz[],
    p_slices    smallint[],
    p_spent     numeric[],
    p_reserved  numeric[]
)
RETURNS void
LANGUAGE plpgsql VOLATILE
AS $_post_spending$
BEGIN
    IF cardinality(p_budgets) = 1 THEN
        UPDATE agora_model.budget_period AS p
           SET spent_usd = p.spent_usd + p_spent[1], reserved_usd = p.reserved_usd + p_reserved[1]
         WHERE p.budget_id = p_budgets[1] AND p.period_start = p_starts[1] AND p.slice = p_slices[1];
        RETURN;
    END IF;
    PERFORM 1
       FROM agora_model.budget_period AS p
      WHERE (p.budget_id, p.period_start, p.slice) IN (SELECT t.budget_id, t.period_start, t.slice FROM unnest(p_budgets, p_starts, p_slices) AS t(budget_id, period_start, slice))
      ORDER BY p.budget_id, p.period_start, p.slice
        FOR NO KEY UPDATE;
    UPDATE agora_model.budget_period AS p
       SET spent_usd = p.spent_usd + m.spent, reserved_usd = p.reserved_usd + m.reserved
      FROM (SELECT t.budget_id, t.period_start, t.slice, sum(t.spent) AS spent, sum(t.reserved) AS reserved
              FROM unnest(p_budgets, p_starts, p_slices, p_spent, p_reserved) AS t(budget_id, period_start, slice, spent, reserved)
             GROUP BY t.budget_id, t.period_start, t.slice) AS m
     WHERE p.budget_id = m.budget_id AND p.period_start = m.period_start AND p.slice = m.slice;
END;
$_post_spending$;

COMMENT ON FUNCTION agora_model._post_spending(bigint[], timestamptz[], smallint[], numeric[], numeric[])
    IS 'Add to what places of budgets have spent and reserved.';
REVOKE ALL ON FUNCTION agora_model._post_spending(bigint[], timestamptz[], smallint[], numeric[], numeric[]) FROM PUBLIC;
