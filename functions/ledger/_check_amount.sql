-- One rule for every amount of tokens: present, finite, above 0, at most 1e12, at most 6 decimals. Returns micro-tokens:
-- inside the ledger, and nowhere else, amounts are integers.
-- Errors: 22023.
CREATE OR REPLACE FUNCTION agora_ledger._check_amount(p_amount numeric)
RETURNS bigint
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
AS $_check_amount$
BEGIN
    -- NaN sorts above every number, so the bound refuses it too.
    IF p_amount IS NULL OR p_amount <= 0 OR p_amount > 1000000000000 OR p_amount <> trunc(p_amount, 6) THEN
        RAISE EXCEPTION USING
            ERRCODE = '22023',
            MESSAGE = 'amount is not usable',
            DETAIL  = format('p_amount=%s', coalesce(left(p_amount::text, 100), 'NULL')),
            HINT    = 'Pass tokens above 0, at most 1000000000000, with at most 6 decimals.';
    END IF;
    RETURN p_amount * 1000000;
END;
$_check_amount$;

COMMENT ON FUNCTION agora_ledger._check_amount(numeric)
    IS 'Refuse an unusable amount of tokens; return it in micro-tokens.';
REVOKE ALL ON FUNCTION agora_ledger._check_amount(numeric) FROM PUBLIC;
