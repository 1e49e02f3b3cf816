-- Movements by principal, day, kind and reason, exact now: the roll-up and what is behind it, in one snapshot.
CREATE OR REPLACE FUNCTION agora_ledger._holder_flow(
    p_since      date,
    p_principal  bigint DEFAULT NULL
)
RETURNS SETOF agora_ledger.daily_holder_flow
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
SET plan_cache_mode = force_custom_plan
AS $_holder_flow$
DECLARE
    v_up_to bigint := coalesce((SELECT f.up_to_transaction FROM agora_ledger.flow_horizon AS f), 0);
BEGIN
    RETURN QUERY
    SELECT x.principal_id, x.day, x.kind, x.reason, sum(x.transactions)::bigint, sum(x.earned), sum(x.spent)
      FROM (SELECT d.* FROM agora_ledger.daily_holder_flow AS d WHERE d.day >= p_since AND (p_principal IS NULL OR d.principal_id = p_principal)
            UNION ALL
            SELECT n.* FROM agora_ledger._holder_flow_of(v_up_to, 9223372036854775807) AS n
             WHERE n.day >= p_since AND (p_principal IS NULL OR n.principal_id = p_principal)) AS x
     GROUP BY x.principal_id, x.day, x.kind, x.reason;
END;
$_holder_flow$;

COMMENT ON FUNCTION agora_ledger._holder_flow(date, bigint)
    IS 'Movements by principal, day, kind and reason from a day on, of one principal or (NULL) of all, in micro-tokens.';
REVOKE ALL ON FUNCTION agora_ledger._holder_flow(date, bigint) FROM PUBLIC;
