-- Ends tokens: they go to the burn account, which nobody pays from.
-- Errors: 22023 · 42501 · ZA001 · ZA002 · ZA003 · ZL001 · ZL002 · ZL010.   Emits: ledger.transaction.posted.v1.
-- Locks: the balance row.
CREATE OR REPLACE FUNCTION agora_ledger.burn(
    p_from            bigint,
    p_amount          numeric,
    p_reason          text,
    p_meta            jsonb  DEFAULT '{}',
    p_correlation_id  uuid   DEFAULT NULL,
    p_key             text   DEFAULT NULL,
    p_actor           bigint DEFAULT agora.current_principal()
)
RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $burn$
BEGIN
    PERFORM agora._act_as(p_actor);
    IF p_key ^@ 'reward:' THEN
        PERFORM agora_ledger._refuse_key(p_key);
    END IF;
    IF p_from = 1 THEN
        RAISE EXCEPTION USING
            ERRCODE = '22023',
            MESSAGE = 'the mint holds no tokens',
            DETAIL  = format('p_from=%s', p_from),
            HINT    = 'Name the account that holds what is to end.';
    END IF;
    RETURN agora_ledger._transfer('burn', p_from, 2, p_amount, p_reason, p_meta, p_correlation_id, p_key, p_actor);
END;
$burn$;

COMMENT ON FUNCTION agora_ledger.burn(bigint, numeric, text, jsonb, uuid, text, bigint)
    IS 'End tokens (above 0, at most 1e12, at most 6 decimals) of an account; p_key is required. Returns the transaction.';
REVOKE ALL ON FUNCTION agora_ledger.burn(bigint, numeric, text, jsonb, uuid, text, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_ledger.burn(bigint, numeric, text, jsonb, uuid, text, bigint) TO agora_operator;
