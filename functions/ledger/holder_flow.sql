-- What principals earned and spent by day, kind and reason; a bound login asks about itself.
CREATE OR REPLACE FUNCTION agora_ledger.holder_flow(p_since date DEFAULT '-infinity')
RETURNS TABLE (principal_id bigint, day date, kind text, reason text, transactions bigint, earned numeric, spent numeric)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $holder_flow$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    SELECT f.principal_id, f.day, f.kind, nullif(f.reason, ''), f.transactions, trim_scale(f.earned * 0.000001), trim_scale(f.spent * 0.000001)
      FROM agora_ledger._holder_flow(coalesce(p_since, '-infinity'), nullif(agora.visible_principal(), 0)) AS f;
END;
$holder_flow$;

COMMENT ON FUNCTION agora_ledger.holder_flow(date)
    IS 'Tokens earned and spent by principal, day (UTC), kind and reason, from a day on; a bound login sees its own, services and operators see all.';
REVOKE ALL ON FUNCTION agora_ledger.holder_flow(date) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_ledger.holder_flow(date) TO agora_reader;
