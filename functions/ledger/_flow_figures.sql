-- Figures of what moved in the week of a day; docs/economics.md defines each. The supply of earlier days is today's less what was
-- made and ended since, so no more than the days since then is read.
CREATE OR REPLACE FUNCTION agora_ledger._flow_figures(p_day date)
RETURNS TABLE (metric text, value numeric)
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $_flow_figures$
DECLARE
    v_days  integer;
    v_week  record;
BEGIN
    SELECT least(7, p_day - (t.recorded_at AT TIME ZONE 'UTC')::date + 1) INTO v_days
      FROM agora_ledger.transaction AS t ORDER BY t.transaction_id LIMIT 1;
    IF v_days IS NULL OR v_days <= 0 THEN
        RETURN;
    END IF;

    WITH flow AS MATERIALIZED (
        SELECT f.day, f.transactions, f.minted, f.burned, f.transferred, f.earned, f.spent, f.exchanged FROM agora_ledger._flow(p_day - 6) AS f
    ), supply AS (
        SELECT d.ago, -(agora_ledger._system_balance(1) + agora_ledger._system_balance(2)) - coalesce((SELECT sum(f.minted - f.burned) FROM flow AS f WHERE f.day > p_day - d.ago), 0) AS supply
          FROM generate_series(0, 7) AS d(ago)
    )
    SELECT sum(s.supply) FILTER (WHERE s.ago = 0) AS at_end, sum(s.supply) FILTER (WHERE s.ago = 7) AS before, avg(s.supply) FILTER (WHERE s.ago < v_days) AS mean,
           w.transactions, w.minted, w.burned, w.transferred, w.earned, w.spent, w.exchanged
      INTO v_week
      FROM supply AS s
     CROSS JOIN (SELECT coalesce(sum(f.transactions), 0) AS transactions, coalesce(sum(f.minted), 0) AS minted, coalesce(sum(f.burned), 0) AS burned,
                        coalesce(sum(f.transferred), 0) AS transferred, coalesce(sum(f.earned), 0) AS earned, coalesce(sum(f.spent), 0) AS spent,
                        coalesce(sum(f.exchanged), 0) AS exchanged
                   FROM flow AS f WHERE f.day <= p_day) AS w
     GROUP BY w.transactions, w.minted, w.burned, w.transferred, w.earned, w.spent, w.exchanged;

    RETURN QUERY
    VALUES ('supply', v_week.at_end * 0.000001),
           ('supply_growth', (v_week.at_end - v_week.before) / nullif(v_week.before, 0)),
           ('issued_per_day', v_week.minted * 0.000001 / v_days),
           ('burned_per_day', v_week.burned * 0.000001 / v_days),
           ('transactions_per_day', v_week.transactions / v_days),
           ('velocity_weekly', v_week.spent * 7 / v_days / nullif(v_week.mean, 0)),
           ('velocity_daily', (v_week.minted + v_week.burned + v_week.transferred) / v_days / nullif(v_week.at_end, 0)),
           ('earn_spend_ratio', v_week.earned / nullif(v_week.spent, 0)),
           ('supply_demand', (v_week.earned - v_week.exchanged) / nullif(v_week.spent - v_week.exchanged, 0));
END;
$_flow_figures$;

COMMENT ON FUNCTION agora_ledger._flow_figures(date)
    IS 'Figures of supply and movements for the seven days that end with a day; no row before the first transaction.';
REVOKE ALL ON FUNCTION agora_ledger._flow_figures(date) FROM PUBLIC;
