-- Figures of who has what, and who earned and spent, in the week of a day; docs/economics.md defines each. What a holder had is
-- what it has less what moved since.
CREATE OR REPLACE FUNCTION agora_ledger._holder_figures(p_day date)
RETURNS TABLE (metric text, value numeric)
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $_holder_figures$
DECLARE
    v_hoard  numeric := 1000000 * agora.setting_numeric('ledger.hoarder_balance');
    v_has    record;
BEGIN
    WITH moved AS MATERIALIZED (
        SELECT f.principal_id,
               sum(f.earned - f.spent) FILTER (WHERE f.day > p_day) AS later,
               sum(f.earned) FILTER (WHERE f.day <= p_day AND f.day > p_day - 7) AS earned,
               sum(f.spent) FILTER (WHERE f.day <= p_day AND f.day > p_day - 7) AS spent,
               bool_or(f.day <= p_day - 7) AS was_active
          FROM agora_ledger._holder_flow(p_day - 13) AS f
         GROUP BY f.principal_id
    ), holder AS (
        SELECT b.balance - coalesce(m.later, 0) AS balance, coalesce(m.earned, 0) AS earned, coalesce(m.spent, 0) AS spent,
               m.earned IS NOT NULL AS is_active, coalesce(m.was_active, false) AS was_active,
               row_number() OVER (ORDER BY b.balance - coalesce(m.later, 0) DESC, b.principal_id) AS place, count(*) OVER () AS n
          FROM (SELECT x.principal_id, sum(x.available + x.held) AS balance
                  FROM agora_ledger.account_balance AS x
                  JOIN agora_ledger.account AS a ON a.account_id = x.account_id
                 GROUP BY x.principal_id
                HAVING min((a.created_at AT TIME ZONE 'UTC')::date) <= p_day) AS b
          LEFT JOIN moved AS m ON m.principal_id = b.principal_id
    )
    SELECT count(*) AS holders, sum(h.balance) AS circulating, agora_ledger.gini(array_agg(h.balance)) AS gini,
           sum(h.balance) FILTER (WHERE h.place = 1) AS top,
           sum(h.balance) FILTER (WHERE h.place <= ceil(h.n / 10.0)) AS top_decile,
           coalesce(sum(h.balance) FILTER (WHERE h.place > h.n - h.n / 2), 0) AS bottom_half,
           count(*) FILTER (WHERE h.balance > v_hoard) AS hoarders,
           coalesce(sum(h.balance) FILTER (WHERE h.spent = 0), 0) AS idle,
           count(*) FILTER (WHERE h.is_active) AS active,
           count(*) FILTER (WHERE h.was_active) AS active_before,
           count(*) FILTER (WHERE h.earned > h.spent) AS profitable,
           percentile_disc(ARRAY[0.1, 0.5, 0.9]) WITHIN GROUP (ORDER BY h.earned - h.spent) FILTER (WHERE h.is_active) AS net
      INTO v_has
      FROM holder AS h;
    IF v_has.holders = 0 THEN
        RETURN;
    END IF;

    RETURN QUERY
    VALUES ('circulating', v_has.circulating * 0.000001),
           ('holders', v_has.holders::numeric),
           ('average_balance', v_has.circulating * 0.000001 / v_has.holders),
           ('gini', v_has.gini),
           ('top_decile_share', v_has.top_decile / nullif(v_has.circulating, 0)),
           ('top_holder_share', v_has.top / nullif(v_has.circulating, 0)),
           ('bottom_half_share', v_has.bottom_half / nullif(v_has.circulating, 0)),
           ('hoarding_ratio', v_has.hoarders::numeric / v_has.holders),
           ('idle_share', v_has.idle / nullif(v_has.circulating, 0)),
           ('active_holders', v_has.active::numeric),
           ('active_growth', v_has.active::numeric / nullif(v_has.active_before, 0) - 1),
           ('profitable_share', v_has.profitable::numeric / nullif(v_has.active, 0)),
           ('net_p10', v_has.net[1] * 0.000001),
           ('net_median', v_has.net[2] * 0.000001),
           ('net_p90', v_has.net[3] * 0.000001);
END;
$_holder_figures$;

COMMENT ON FUNCTION agora_ledger._holder_figures(date)
    IS 'Figures of distribution and participation for the seven days that end with a day; no row before the first account.';
REVOKE ALL ON FUNCTION agora_ledger._holder_figures(date) FROM PUBLIC;
