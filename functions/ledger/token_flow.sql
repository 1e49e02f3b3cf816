-- Movements by day, kind and reason: sums, for every reader. Reasons are words about somebody: only who sees the rows of all
-- sees them, others get the sums by day and kind.
CREATE OR REPLACE FUNCTION agora_ledger.token_flow(p_since date DEFAULT '-infinity')
RETURNS TABLE (day date, kind text, reason text, transactions bigint, minted numeric, burned numeric, transferred numeric,
               earned numeric, spent numeric, exchanged numeric)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $token_flow$
#variable_conflict use_column
DECLARE
    v_with_reason boolean := agora.visible_principal() = 0;
BEGIN
    RETURN QUERY
    SELECT f.day, f.kind, CASE WHEN v_with_reason THEN nullif(f.reason, '') END, sum(f.transactions)::bigint,
           trim_scale(sum(f.minted) * 0.000001), trim_scale(sum(f.burned) * 0.000001), trim_scale(sum(f.transferred) * 0.000001),
           trim_scale(sum(f.earned) * 0.000001), trim_scale(sum(f.spent) * 0.000001), trim_scale(sum(f.exchanged) * 0.000001)
      FROM agora_ledger._flow(coalesce(p_since, '-infinity')) AS f
     GROUP BY f.day, f.kind, CASE WHEN v_with_reason THEN nullif(f.reason, '') END;
END;
$token_flow$;

COMMENT ON FUNCTION agora_ledger.token_flow(date)
    IS 'Tokens minted, burned, transferred, earned, spent and exchanged by day (UTC), kind and reason, from a day on; the reason for services and operators, where tokens were made or ended.';
REVOKE ALL ON FUNCTION agora_ledger.token_flow(date) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_ledger.token_flow(date) TO agora_reader;
