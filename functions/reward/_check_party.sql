-- A dispute is between the parties of a transaction; an operator may stand in for one.
-- Errors: ZR031.
CREATE OR REPLACE FUNCTION agora_reward._check_party(
    p_transaction  bigint,
    p_actor        bigint
)
RETURNS void
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $_check_party$
BEGIN
    IF NOT (agora_reward._is_party(p_transaction, p_actor) OR agora._is_operator(p_actor)) THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZR031',
            MESSAGE = 'not a party of the transaction',
            DETAIL  = format('transaction_id=%s p_actor=%s', p_transaction, p_actor),
            HINT    = 'Only those whose money it moved, and operators, dispute a transaction and give evidence.';
    END IF;
END;
$_check_party$;

COMMENT ON FUNCTION agora_reward._check_party(bigint, bigint)
    IS 'Refuse who is neither a party of a transaction nor an operator.';
REVOKE ALL ON FUNCTION agora_reward._check_party(bigint, bigint) FROM PUBLIC;
