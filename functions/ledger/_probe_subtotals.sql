-- Health: the horizon follows the transactions, so that reading a system account stays short.
CREATE OR REPLACE FUNCTION agora_ledger._probe_subtotals()
RETURNS agora.health_report
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT ROW('ledger',
               x.behind <= x.warn_above,
               format('%s transactions behind the sealed subtotals', x.behind),
               CASE WHEN x.behind > x.warn_above
                    THEN 'Call agora.tick() every minute, and end transactions that stay open for long.' END)::agora.health_report
      FROM (SELECT coalesce((SELECT max(t.transaction_id) FROM agora_ledger.transaction AS t), 0)
                 - coalesce((SELECT h.transaction_id FROM agora_ledger.horizon AS h), 0) AS behind,
                   agora.setting_integer('ledger.unsealed_limit') AS warn_above) AS x;
END;

COMMENT ON FUNCTION agora_ledger._probe_subtotals()
    IS 'Health: subtotals of system accounts keep up.';
REVOKE ALL ON FUNCTION agora_ledger._probe_subtotals() FROM PUBLIC;
