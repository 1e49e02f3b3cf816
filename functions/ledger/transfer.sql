-- Pays from one account to another. The owner of p_from acts; an unbound service names it as the actor. System accounts are
-- debited by operators; the mint and the burn account only by mint() and burn(). The key makes a repeated call return the
-- first transaction. All it reads is found by key, so plans made for the values of one call are no better: it asks for none.
-- Errors: 22023 · 42501 · ZA001 · ZA002 · ZA003 · ZL001 · ZL002 · ZL004 · ZL010.   Emits: ledger.transaction.posted.v1.
-- Locks: balance rows in account order.
CREATE OR REPLACE FUNCTION agora_ledger.transfer(
    p_from            bigint,
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
SET plan_cache_mode = force_generic_plan
AS $transfer$
BEGIN
    -- One expression, because each is prepared anew in every transaction.
    RETURN agora_ledger._transfer('transfer', p_from, p_to, p_amount, p_reason, p_meta, p_correlation_id, p_key, agora._act_as(p_actor), p_as_owner => true);
END;
$transfer$;

COMMENT ON FUNCTION agora_ledger.transfer(bigint, bigint, numeric, text, jsonb, uuid, text, bigint)
    IS 'Move tokens (above 0, at most 1e12, at most 6 decimals) between two accounts; p_key is required. Returns the transaction.';
REVOKE ALL ON FUNCTION agora_ledger.transfer(bigint, bigint, numeric, text, jsonb, uuid, text, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_ledger.transfer(bigint, bigint, numeric, text, jsonb, uuid, text, bigint) TO agora_service;
