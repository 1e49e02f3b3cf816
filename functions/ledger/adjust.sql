-- Puts a wallet right by hand: above 0 it is paid from a system account, below 0 it pays there. Tokens are neither made nor
-- ended: that is mint() and burn(), and what was paid by mistake is taken back by reverse(). Who, why, against what and for
-- which correlation stand in the transaction, whose kind is adjustment.
-- Errors: 22023 · 42501 · ZA001 · ZA002 · ZA003 · ZL001 · ZL002 · ZL004 · ZL010.   Emits: ledger.transaction.posted.v1.
-- Locks: balance rows in account order; the subtotal of a debited system account; then the key.
CREATE OR REPLACE FUNCTION agora_ledger.adjust(
    p_account         bigint,
    p_amount          numeric,
    p_reason          text,
    p_against         text   DEFAULT 'treasury',
    p_meta            jsonb  DEFAULT '{}',
    p_correlation_id  uuid   DEFAULT NULL,
    p_key             text   DEFAULT NULL,
    p_actor           bigint DEFAULT agora.current_principal()
)
RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $adjust$
DECLARE
    v_against bigint;
BEGIN
    PERFORM agora._act_as(p_actor);
    IF p_key ^@ 'reward:' THEN
        PERFORM agora_ledger._refuse_key(p_key);
    END IF;
    SELECT a.account_id INTO v_against
      FROM agora_ledger.account AS a
     WHERE a.principal_id IS NULL AND a.name = p_against AND a.kind IN ('treasury', 'reward_pool');
    IF NOT FOUND THEN
        RAISE EXCEPTION USING
            ERRCODE = '22023',
            MESSAGE = 'counter-account is not usable',
            DETAIL  = format('p_against=%s', coalesce(left(p_against, 100), 'NULL')),
            HINT    = 'Name treasury or reward_pool; mint() and burn() make and end tokens.';
    END IF;
    IF EXISTS (SELECT FROM agora_ledger.account AS a WHERE a.account_id = p_account AND a.kind <> 'wallet') THEN
        RAISE EXCEPTION USING
            ERRCODE = '22023',
            MESSAGE = 'only a wallet is adjusted',
            DETAIL  = format('p_account=%s', p_account),
            HINT    = 'agora_ledger.transfer() moves tokens between system accounts; stakes and escrows have functions of their own.';
    END IF;
    IF p_amount < 0 THEN
        RETURN agora_ledger._transfer('adjustment', p_account, v_against, -p_amount, p_reason, p_meta, p_correlation_id, p_key, p_actor);
    END IF;
    RETURN agora_ledger._transfer('adjustment', v_against, p_account, p_amount, p_reason, p_meta, p_correlation_id, p_key, p_actor);
END;
$adjust$;

COMMENT ON FUNCTION agora_ledger.adjust(bigint, numeric, text, text, jsonb, uuid, text, bigint)
    IS 'Put a wallet right by an amount of tokens (above or below 0, at most 1e12, at most 6 decimals), against the treasury or another system account; p_key is required. Returns the transaction.';
REVOKE ALL ON FUNCTION agora_ledger.adjust(bigint, numeric, text, text, jsonb, uuid, text, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_ledger.adjust(bigint, numeric, text, text, jsonb, uuid, text, bigint) TO agora_operator;
