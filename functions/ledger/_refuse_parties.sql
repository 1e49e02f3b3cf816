-- Says why two accounts are no payer and payee: they are one, or one of them is the mint or the burn account.
-- Errors: 22023.
CREATE OR REPLACE FUNCTION agora_ledger._refuse_parties(
    p_from  bigint,
    p_to    bigint
)
RETURNS void
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $_refuse_parties$
BEGIN
    IF p_from = p_to THEN
        RAISE EXCEPTION USING
            ERRCODE = '22023',
            MESSAGE = 'an account cannot pay itself',
            DETAIL  = format('p_from=%s p_to=%s', p_from, p_to),
            HINT    = 'Name two accounts.';
    END IF;
    RAISE EXCEPTION USING
        ERRCODE = '22023',
        MESSAGE = 'this account takes no transfer',
        DETAIL  = format('p_from=%s p_to=%s', coalesce(p_from::text, 'NULL'), coalesce(p_to::text, 'NULL')),
        HINT    = 'Tokens are made with agora_ledger.mint() and ended with agora_ledger.burn().';
END;
$_refuse_parties$;

COMMENT ON FUNCTION agora_ledger._refuse_parties(bigint, bigint)
    IS 'Raise the reason for which one account cannot pay the other.';
REVOKE ALL ON FUNCTION agora_ledger._refuse_parties(bigint, bigint) FROM PUBLIC;
