-- One rule for amounts of US dollars: not negative, finite, at most 12 decimals.
-- Errors: 22023.
CREATE OR REPLACE FUNCTION agora_model._check_usd(
    p_argument  text,
    p_usd       numeric
)
RETURNS void
LANGUAGE plpgsql IMMUTABLE
SET search_path = pg_catalog, pg_temp
AS $_check_usd$
BEGIN
    PERFORM agora._check_number(p_argument, p_usd, 0, 1000000000);
    IF p_usd <> round(p_usd, 12) THEN
        RAISE EXCEPTION USING
            ERRCODE = '22023',
            MESSAGE = 'amount has too many decimals',
            DETAIL  = format('%s=%s', p_argument, p_usd),
            HINT    = 'US dollars have at most 12 decimals here.';
    END IF;
END;
$_check_usd$;

COMMENT ON FUNCTION agora_model._check_usd(text, numeric)
    IS 'Refuse an amount of US dollars that is missing, negative, too large or too fine.';
REVOKE ALL ON FUNCTION agora_model._check_usd(text, numeric) FROM PUBLIC;
