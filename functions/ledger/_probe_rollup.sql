-- Health: the daily roll-up follows the transactions, so that reports stay short.
CREATE OR REPLACE FUNCTION agora_ledger._probe_rollup()
RETURNS agora.health_report
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT ROW('economy',
               x.behind <= x.warn_above,
               format('%s transactions behind the daily roll-up', x.behind),
               CASE WHEN x.behind > x.warn_above
                    THEN 'Call agora.tick() every minute, and end transactions that stay open for long.' END)::agora.health_report
      FROM (SELECT coalesce((SELECT max(t.transaction_id) FROM agora_ledger.transaction AS t), 0)
                 - coalesce((SELECT f.up_to_transaction FROM agora_ledger.flow_horizon AS f), 0) AS behind,
                   agora.setting_integer('ledger.unsealed_limit') AS warn_above) AS x;
END;

COMMENT ON FUNCTION agora_ledger._probe_rollup()
    IS 'Health: the daily roll-up keeps up.';
REVOKE ALL ON FUNCTION agora_ledger._probe_rollup() FROM PUBLIC;
