-- Sums a range of transactions as daily_holder_flow holds them.
CREATE OR REPLACE FUNCTION agora_ledger._holder_flow_of(
    p_after  bigint,
    p_up_to  bigint
)
RETURNS SETOF agora_ledger.daily_holder_flow
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT m.principal_id,
           m.day,
           m.kind,
           m.reason,
           count(*) AS transactions,
           sum(greatest(m.amount, 0)) AS earned,
           sum(greatest(-m.amount, 0)) AS spent
      FROM agora_ledger._movements(p_after, p_up_to) AS m
     WHERE m.principal_id IS NOT NULL AND m.amount <> 0
     GROUP BY m.principal_id, m.day, m.kind, m.reason;
END;

COMMENT ON FUNCTION agora_ledger._holder_flow_of(bigint, bigint)
    IS 'Movements by principal, day, kind and reason of the transactions after the first id, up to the second.';
REVOKE ALL ON FUNCTION agora_ledger._holder_flow_of(bigint, bigint) FROM PUBLIC;
