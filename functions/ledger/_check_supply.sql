-- Refuses to make tokens beyond ledger.max_supply, and makes others who would wait until this transaction ends. What was made is made: a
-- repeated call is answered whatever there is by now. Balance rows come first: p_to is locked here, others by whoever calls.
-- Errors: ZL014.   Locks: where the supply is limited, the balance row of p_to; then the subtotal of the mint.
CREATE OR REPLACE FUNCTION agora_ledger._check_supply(
    p_amount  numeric,
    p_to      bigint DEFAULT NULL,
    p_key     text   DEFAULT NULL,
    p_actor   bigint DEFAULT NULL
)
RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_check_supply$
DECLARE
    v_max     numeric := agora.setting_numeric('ledger.max_supply');
    v_supply  numeric;
BEGIN
    IF v_max = 0 THEN
        RETURN;
    END IF;
    PERFORM b.account_id FROM agora_ledger.account_balance AS b WHERE b.account_id = p_to FOR NO KEY UPDATE;
    v_supply := -0.000001 * (agora_ledger._lock_funds(1) + agora_ledger._system_balance(2));
    IF v_supply + p_amount > v_max
       AND NOT EXISTS (SELECT FROM agora_ledger.transaction AS t WHERE t.created_by = p_actor AND t.idempotency_key = p_key) THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZL014',
            MESSAGE = 'supply would exceed its limit',
            DETAIL  = format('supply=%s limit=%s needed=%s', trim_scale(v_supply), v_max, trim_scale(p_amount)),
            HINT    = 'Burn what is not needed, or raise ledger.max_supply with agora.set_setting().';
    END IF;
END;
$_check_supply$;

COMMENT ON FUNCTION agora_ledger._check_supply(numeric, bigint, text, bigint)
    IS 'Refuse tokens above the limit of supply.';
REVOKE ALL ON FUNCTION agora_ledger._check_supply(numeric, bigint, text, bigint) FROM PUBLIC;
