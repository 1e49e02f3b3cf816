-- Movements by day, kind and reason, exact now: the roll-up and what is behind it, in one snapshot.
CREATE OR REPLACE FUNCTION agora_ledger._flow(p_since date)
RETURNS SETOF agora_ledger.daily_flow
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $_flow$
DECLARE
    v_up_to bigint := coalesce((SELECT f.up_to_transaction FROM agora_ledger.flow_horizon AS f), 0);
BEGIN
    RETURN QUERY
    SELECT x.day, x.kind, x.reason, sum(x.transactions)::bigint, sum(x.minted), sum(x.burned), sum(x.transferred), sum(x.earned), sum(x.spent), sum(x.exchanged)
      FROM (SELECT d.* FROM agora_ledger.daily_flow AS d WHERE d.day >= p_since
            UNION ALL
            SELECT n.* FROM agora_ledger._flow_of(v_up_to, 9223372036854775807) AS n WHERE n.day >= p_since) AS x
     GROUP BY x.day, x.kind, x.reason;
END;
$_flow$;

COMMENT ON FUNCTION agora_ledger._flow(date)
    IS 'Movements by day, kind and reason from a day on, in micro-tokens.';
REVOKE ALL ON FUNCTION agora_ledger._flow(date) FROM PUBLIC;
