-- Pays all of the actor's stake that has matured to its wallet. agora.tick() does so, too, for whoever does not ask.
-- Errors: 22023 · 42501 · ZA001 · ZA002 · ZA003 · ZL004 · ZL010 · ZL021.
-- Emits: ledger.unbonding.completed.v1, ledger.transaction.posted.v1.   Locks: balance rows in account order, then the key.
CREATE OR REPLACE FUNCTION agora_ledger.complete_unbonding(
    p_key    text   DEFAULT NULL,
    p_actor  bigint DEFAULT agora.current_principal()
)
RETURNS numeric
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $complete_unbonding$
DECLARE
    v_wallet   bigint;
    v_account  bigint;
    v_amount   numeric;
    v_next     timestamptz;
BEGIN
    PERFORM agora._act_as(p_actor);
    PERFORM agora._check_text('p_key', p_key, 200);
    IF p_key ^@ 'reward:' THEN
        PERFORM agora_ledger._refuse_key(p_key);
    END IF;
    v_wallet := agora_ledger._wallet(p_actor);
    SELECT b.unbonding_id INTO v_account FROM agora_ledger._bonds(p_actor) AS b;
    PERFORM agora_ledger._lock_stake(ARRAY[v_wallet, v_account], NULL);

    SELECT trim_scale(e.amount * 0.000001) INTO v_amount
      FROM agora_ledger.transaction AS t
      JOIN agora_ledger.entry AS e ON e.transaction_id = t.transaction_id AND e.account_id = v_wallet
     WHERE t.created_by = p_actor AND t.idempotency_key = p_key AND t.kind = 'unbond';
    IF NOT FOUND THEN
        v_amount := agora_ledger._complete_unbonding(v_account, v_wallet, p_key, p_actor);
    END IF;
    IF v_amount IS NULL THEN
        SELECT min(u.matures_at) INTO v_next FROM agora_ledger.unbonding AS u WHERE u.account_id = v_account AND u.status = 'open';
        RAISE EXCEPTION USING
            ERRCODE = 'ZL021',
            MESSAGE = 'nothing has matured',
            DETAIL  = format('principal_id=%s next=%s', p_actor, coalesce(v_next::text, 'none')),
            HINT    = 'agora_ledger.recorded_unbonding says when; ask again then. The key was not used up.';
    END IF;
    RETURN v_amount;
END;
$complete_unbonding$;

COMMENT ON FUNCTION agora_ledger.complete_unbonding(text, bigint)
    IS 'Pay the actor''s matured stake to its wallet; p_key is required. Returns the tokens.';
REVOKE ALL ON FUNCTION agora_ledger.complete_unbonding(text, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_ledger.complete_unbonding(text, bigint) TO agora_service;
