-- The statement of an account as text to keep, line by line: CSV with a heading (RFC 4180; texts are quoted), or one JSON object
-- per line. In the order of posting, from p_from on and before p_to, where given; who may not see an account does not know it.
-- Errors: 22023 · ZL001.
CREATE OR REPLACE FUNCTION agora_ledger.export_statement(
    p_account  bigint,
    p_from     timestamptz DEFAULT NULL,
    p_to       timestamptz DEFAULT NULL,
    p_format   text        DEFAULT 'csv'
)
RETURNS SETOF text
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET timezone = 'UTC'
SET datestyle = 'ISO'
AS $export_statement$
BEGIN
    IF p_format IS NULL OR p_format NOT IN ('csv', 'json') OR p_from >= p_to THEN
        RAISE EXCEPTION USING
            ERRCODE = '22023',
            MESSAGE = 'export is not usable',
            DETAIL  = format('p_format=%s p_from=%s p_to=%s', coalesce(left(p_format, 100), 'NULL'), p_from, p_to),
            HINT    = 'Pass csv or json, and a beginning before the end.';
    END IF;
    IF NOT EXISTS (SELECT FROM agora_ledger.account_balance_view AS v WHERE v.account_id = p_account) THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZL001',
            MESSAGE = 'unknown account',
            DETAIL  = format('p_account=%s', coalesce(p_account::text, 'NULL')),
            HINT    = 'agora_ledger.wallet_of() gives the account of a principal; a bound login sees only its own.';
    END IF;
    IF p_format = 'csv' THEN
        RETURN NEXT 'transaction_id,line,recorded_at,kind,reason,amount,balance_after,created_by,correlation_id,meta';
    END IF;
    RETURN QUERY
    SELECT CASE p_format
           WHEN 'json' THEN (to_jsonb(s) - '{account_id,principal_id}'::text[])::text
           ELSE concat_ws(',', s.transaction_id, s.line, s.recorded_at, s.kind, format('"%s"', replace(s.reason, '"', '""')), s.amount,
                          coalesce(s.balance_after::text, ''), s.created_by, coalesce(s.correlation_id::text, ''), format('"%s"', replace(s.meta::text, '"', '""')))
           END
      FROM agora_ledger.statement AS s
     WHERE s.account_id = p_account
       AND (p_from IS NULL OR s.recorded_at >= p_from)
       AND (p_to IS NULL OR s.recorded_at < p_to)
     ORDER BY s.transaction_id, s.line;
END;
$export_statement$;

COMMENT ON FUNCTION agora_ledger.export_statement(bigint, timestamp with time zone, timestamp with time zone, text)
    IS 'Statement of an account as lines of CSV or JSON; times in UTC, amounts in tokens.';
REVOKE ALL ON FUNCTION agora_ledger.export_statement(bigint, timestamp with time zone, timestamp with time zone, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_ledger.export_statement(bigint, timestamp with time zone, timestamp with time zone, text) TO agora_reader;
