-- A page of the statement of an account: the latest lines first, those before a line where one is named; or from the oldest on, those
-- after a line (p_after => 0 is the beginning). The last line of a page is where the next begins. It reads the account's indexes from there
-- on, by a plan that no statistics change: a line is then looked at with its transaction, until the page is full. Who may see what is as in
-- the view, of whose rows it returns.
-- Errors: 22023 · ZL001.
CREATE OR REPLACE FUNCTION agora_ledger.read_statement(
    p_account  bigint,
    p_before   bigint      DEFAULT NULL,
    p_after    bigint      DEFAULT NULL,
    p_line     integer     DEFAULT NULL,
    p_from     timestamptz DEFAULT NULL,
    p_to       timestamptz DEFAULT NULL,
    p_reason   text        DEFAULT NULL,
    p_limit    integer     DEFAULT 100
)
RETURNS SETOF agora_ledger.statement
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 100
SET search_path = pg_catalog, pg_temp
SET plan_cache_mode = force_generic_plan
SET enable_seqscan = off
SET enable_sort = off
SET jit = off
AS $read_statement$
#variable_conflict use_column
DECLARE
    v_visible    bigint  := agora.visible_principal();
    v_before     bigint  := coalesce(p_before, 9223372036854775807);
    v_line       integer := coalesce(p_line, CASE WHEN p_after IS NULL THEN 0 ELSE 2147483647 END);
    v_principal  bigint;
BEGIN
    PERFORM agora._check_number('p_limit', p_limit, 1, 100000);
    IF (p_before IS NOT NULL AND p_after IS NOT NULL) OR (p_line IS NOT NULL AND p_before IS NULL AND p_after IS NULL) THEN
        RAISE EXCEPTION USING
            ERRCODE = '22023',
            MESSAGE = 'page is not usable',
            DETAIL  = format('p_before=%s p_after=%s p_line=%s', coalesce(p_before::text, 'NULL'), coalesce(p_after::text, 'NULL'), coalesce(p_line::text, 'NULL')),
            HINT    = 'Name a transaction that the page is before, or one that it is after, and at most a line of it.';
    END IF;
    SELECT a.principal_id INTO v_principal FROM agora_ledger.account AS a WHERE a.account_id = p_account AND v_visible IN (0, a.principal_id);
    IF NOT FOUND THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZL001',
            MESSAGE = 'unknown account',
            DETAIL  = format('p_account=%s', coalesce(p_account::text, 'NULL')),
            HINT    = 'agora_ledger.wallet_of() gives the account of a principal; a bound login sees only its own.';
    END IF;

    -- The account is a range and part of the order: of all indexes only its own have that, or the planner reads all transactions where few
    -- accounts are known. OFFSET 0: a transaction is looked up for each line, never joined with all of them.
    IF p_after IS NULL THEN
        RETURN QUERY
        SELECT p_account, v_principal, e.transaction_id, e.line, t.recorded_at, t.kind, t.reason, trim_scale(0.000001 * e.amount)::agora.tokens,
               trim_scale(0.000001 * e.balance_after)::agora.tokens, t.created_by, t.correlation_id, t.meta
          FROM agora_ledger.entry AS e
         CROSS JOIN LATERAL (SELECT h.* FROM agora_ledger.transaction AS h
                              WHERE h.transaction_id = e.transaction_id AND (p_from IS NULL OR h.recorded_at >= p_from)
                                AND (p_to IS NULL OR h.recorded_at < p_to) AND (p_reason IS NULL OR h.reason = p_reason) OFFSET 0) AS t
         WHERE e.account_id >= p_account AND (e.account_id, e.transaction_id) <= (p_account, v_before) AND (e.transaction_id < v_before OR e.line < v_line)
         ORDER BY e.account_id DESC, e.transaction_id DESC, e.line DESC
         LIMIT p_limit;
    ELSE
        RETURN QUERY
        SELECT p_account, v_principal, e.transaction_id, e.line, t.recorded_at, t.kind, t.reason, trim_scale(0.000001 * e.amount)::agora.tokens,
               trim_scale(0.000001 * e.balance_after)::agora.tokens, t.created_by, t.correlation_id, t.meta
          FROM agora_ledger.entry AS e
         CROSS JOIN LATERAL (SELECT h.* FROM agora_ledger.transaction AS h
                              WHERE h.transaction_id = e.transaction_id AND (p_from IS NULL OR h.recorded_at >= p_from)
                                AND (p_to IS NULL OR h.recorded_at < p_to) AND (p_reason IS NULL OR h.reason = p_reason) OFFSET 0) AS t
         WHERE e.account_id <= p_account AND (e.account_id, e.transaction_id) >= (p_account, p_after) AND (e.transaction_id > p_after OR e.line > v_line)
         ORDER BY e.account_id, e.transaction_id, e.line
         LIMIT p_limit;
    END IF;
END;
$read_statement$;

COMMENT ON FUNCTION agora_ledger.read_statement(bigint, bigint, bigint, integer, timestamp with time zone, timestamp with time zone, text, integer)
    IS 'A page of an account''s statement: the latest lines first, before a transaction, or before that line of it; with p_after the oldest first, after it; of a reason, from p_from on and before p_to, where given; at most p_limit (1 to 100000).';
REVOKE ALL ON FUNCTION agora_ledger.read_statement(bigint, bigint, bigint, integer, timestamp with time zone, timestamp with time zone, text, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_ledger.read_statement(bigint, bigint, bigint, integer, timestamp with time zone, timestamp with time zone, text, integer) TO agora_reader;
