-- An account and an amount out of JSON, where nothing is sure: numbers, the one whole, the other usable as an amount.
-- Errors: 22023.
CREATE OR REPLACE FUNCTION agora_ledger._read_line(
    p_account        jsonb,
    p_amount         jsonb,
    OUT account_id   bigint,
    OUT micro        bigint
)
RETURNS record
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $_read_line$
DECLARE
    v_account  numeric := CASE WHEN jsonb_typeof(p_account) = 'number' THEN p_account::numeric END;
    v_amount   numeric := CASE WHEN jsonb_typeof(p_amount) = 'number' THEN p_amount::numeric END;
BEGIN
    IF v_account IS NULL OR v_account <> trunc(v_account) OR abs(v_account) > 9223372036854775807 THEN
        RAISE EXCEPTION USING
            ERRCODE = '22023',
            MESSAGE = 'this is no account',
            DETAIL  = format('account=%s', coalesce(left(p_account::text, 100), 'missing')),
            HINT    = 'Pass the id of an account as a number.';
    END IF;
    account_id := v_account;
    micro      := sign(v_amount) * agora_ledger._check_amount(abs(v_amount));
END;
$_read_line$;

COMMENT ON FUNCTION agora_ledger._read_line(jsonb, jsonb)
    IS 'Account and amount, with its sign, in micro-tokens; refuses anything else.';
REVOKE ALL ON FUNCTION agora_ledger._read_line(jsonb, jsonb) FROM PUBLIC;
