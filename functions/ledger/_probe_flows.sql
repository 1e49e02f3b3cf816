-- Invariant: what flowed is what is there. Minted less burned is the supply of the ledger, and what a principal earned less
-- what it spent is what its accounts hold.
CREATE OR REPLACE FUNCTION agora_ledger._probe_flows()
RETURNS SETOF text
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $_probe_flows$
BEGIN
    RETURN QUERY
    SELECT format('%s: flows give %s, accounts %s', x.name, coalesce(x.flow, 0), coalesce(x.balance, 0))
      FROM (SELECT 'minted' AS name, sum(f.minted) AS flow, -agora_ledger._system_balance(1) AS balance FROM agora_ledger._flow('-infinity') AS f
            UNION ALL
            SELECT 'burned', sum(f.burned), agora_ledger._system_balance(2) FROM agora_ledger._flow('-infinity') AS f
            UNION ALL
            SELECT format('principal %s', coalesce(f.principal_id, b.principal_id)), f.flow, b.balance
              FROM (SELECT h.principal_id, sum(h.earned - h.spent) AS flow FROM agora_ledger._holder_flow('-infinity') AS h GROUP BY h.principal_id) AS f
              FULL JOIN (SELECT a.principal_id, sum(a.available + a.held) AS balance FROM agora_ledger.account_balance AS a GROUP BY a.principal_id) AS b
                ON b.principal_id = f.principal_id) AS x
     WHERE coalesce(x.flow, 0) <> coalesce(x.balance, 0);
END;
$_probe_flows$;

COMMENT ON FUNCTION agora_ledger._probe_flows()
    IS 'Invariant: the daily roll-up and what is behind it add up to the balances.';
REVOKE ALL ON FUNCTION agora_ledger._probe_flows() FROM PUBLIC;
