-- Sums a range of transactions as daily_flow holds them. Transferred is what reached an owner and came neither from the mint nor
-- out of the burn account; exchanged is what principals lost and other principals got.
CREATE OR REPLACE FUNCTION agora_ledger._flow_of(
    p_after  bigint,
    p_up_to  bigint
)
RETURNS SETOF agora_ledger.daily_flow
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT x.day,
           x.kind,
           x.reason,
           count(*) AS transactions,
           sum(x.minted) AS minted,
           sum(x.burned) AS burned,
           sum(greatest(0, x.received - greatest(x.minted, 0) - greatest(-x.burned, 0))) AS transferred,
           sum(x.earned) AS earned,
           sum(x.spent) AS spent,
           sum(least(x.earned, x.spent)) AS exchanged
      FROM (SELECT m.transaction_id, m.day, m.kind, m.reason,
                   coalesce(-sum(m.amount) FILTER (WHERE m.system_id = 1), 0) AS minted,
                   coalesce(sum(m.amount) FILTER (WHERE m.system_id = 2), 0) AS burned,
                   coalesce(sum(greatest(m.amount, 0)) FILTER (WHERE m.principal_id IS NOT NULL OR m.system_id > 2), 0) AS received,
                   coalesce(sum(greatest(m.amount, 0)) FILTER (WHERE m.principal_id IS NOT NULL), 0) AS earned,
                   coalesce(sum(greatest(-m.amount, 0)) FILTER (WHERE m.principal_id IS NOT NULL), 0) AS spent
              FROM agora_ledger._movements(p_after, p_up_to) AS m
             GROUP BY m.transaction_id, m.day, m.kind, m.reason) AS x
     GROUP BY x.day, x.kind, x.reason;
END;

COMMENT ON FUNCTION agora_ledger._flow_of(bigint, bigint)
    IS 'Movements by day, kind and reason of the transactions after the first id, up to the second.';
REVOKE ALL ON FUNCTION agora_ledger._flow_of(bigint, bigint) FROM PUBLIC;
