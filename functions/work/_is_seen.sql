-- Whether the statement sees what the transaction did that last locked a row: it was over when the statement began, or is this one. What decides about xmax has its
-- 32 bits, and is near this transaction. Where nobody locked the row nobody asks: what it takes would cost each claim more than the rest of its look.
CREATE OR REPLACE FUNCTION agora_work._is_seen(p_xmax xid)
RETURNS boolean
LANGUAGE plpgsql STABLE
AS $_is_seen$
DECLARE
    v_own bigint := pg_current_xact_id()::text::bigint;
BEGIN
    RETURN p_xmax = pg_current_xact_id()::xid
        OR pg_visible_in_snapshot((v_own - ((v_own - p_xmax::text::bigint + 2147483648 & 4294967295) - 2147483648))::text::xid8, pg_current_snapshot());
END;
$_is_seen$;

COMMENT ON FUNCTION agora_work._is_seen(xid)
    IS 'Whether a transaction that locked a row is over for the statement, or this one.';
REVOKE ALL ON FUNCTION agora_work._is_seen(xid) FROM PUBLIC;
