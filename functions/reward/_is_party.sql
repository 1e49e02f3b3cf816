-- Whether a transaction moved money of a principal.
CREATE OR REPLACE FUNCTION agora_reward._is_party(
    p_transaction  bigint,
    p_principal    bigint
)
RETURNS boolean
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $_is_party$
BEGIN
    RETURN EXISTS (SELECT 1
                     FROM agora_ledger.entry AS e
                     JOIN agora_ledger.account AS a ON a.account_id = e.account_id
                    WHERE e.transaction_id = p_transaction AND a.principal_id = p_principal);
END;
$_is_party$;

COMMENT ON FUNCTION agora_reward._is_party(bigint, bigint)
    IS 'Whether a principal has a line in a transaction.';
REVOKE ALL ON FUNCTION agora_reward._is_party(bigint, bigint) FROM PUBLIC;
