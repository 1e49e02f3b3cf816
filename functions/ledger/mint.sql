-- Makes tokens. The mint account shows below zero what was made. With a ledger.max_supply, one mint at a time.
-- Errors: 22023 · 42501 · ZA001 · ZA002 · ZA003 · ZL001 · ZL004 · ZL014.   Emits: ledger.transaction.posted.v1.
-- Locks: the balance row; the subtotal of the mint, where the supply is limited; the key.
CREATE OR REPLACE FUNCTION agora_ledger.mint(
    p_to              bigint,
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
SET enable_seqscan = off
AS $mint$
BEGIN
    PERFORM agora._act_as(p_actor);
    IF p_key ^@ 'reward:' THEN
        PERFORM agora_ledger._refuse_key(p_key);
    END IF;
    PERFORM agora_ledger._check_supply(p_amount, p_to, p_key, p_actor);
    RETURN agora_ledger._transfer('mint', 1, p_to, p_amount, p_reason, p_meta, p_correlation_id, p_key, p_actor);
END;
$mint$;

COMMENT ON FUNCTION agora_ledger.mint(bigint, numeric, text, jsonb, uuid, text, bigint)
    IS 'Make tokens (above 0, at most 1e12, at most 6 decimals) and give them to an account; p_key is required. Returns the transaction.';
REVOKE ALL ON FUNCTION agora_ledger.mint(bigint, numeric, text, jsonb, uuid, text, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_ledger.mint(bigint, numeric, text, jsonb, uuid, text, bigint) TO agora_operator;
