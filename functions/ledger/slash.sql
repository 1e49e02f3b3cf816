-- Takes stake for a violation and splits it: from the stake first, then from what is on its way back and has not matured. Takes
-- what there is where that is less, and records a slash that found nothing. It passes freezes and suspensions: whoever is
-- accused is often both.
-- Errors: 22023 · 42501 · ZA001 · ZA002 · ZA003 · ZL001 · ZL004.
-- Emits: ledger.stake.slashed.v1, ledger.transaction.posted.v1.   Locks: balance rows in account order, then the key.
CREATE OR REPLACE FUNCTION agora_ledger.slash(
    p_principal       bigint,
    p_amount          numeric,
    p_reason          text,
    p_evidence        jsonb  DEFAULT '{}',
    p_split           jsonb  DEFAULT '[]',
    p_correlation_id  uuid   DEFAULT NULL,
    p_key             text   DEFAULT NULL,
    p_actor           bigint DEFAULT agora.current_principal()
)
RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $slash$
DECLARE
    v_micro        bigint;
    v_stake        bigint;
    v_unbonding    bigint;
    v_payees       bigint[];
    v_from_stake   bigint;
    v_from_rest    bigint;
    v_accounts     bigint[];
    v_amounts      bigint[];
    v_transaction  bigint;
    v_slash        bigint;
BEGIN
    PERFORM agora._act_as(p_actor);
    v_micro := agora_ledger._check_amount(p_amount);
    PERFORM agora._check_text('p_reason', p_reason, 200), agora._check_text('p_key', p_key, 200), agora._check_object('p_evidence', p_evidence);
    IF p_key ^@ 'reward:' THEN
        PERFORM agora_ledger._refuse_key(p_key);
    END IF;
    PERFORM agora._check_principal('p_principal', p_principal);
    PERFORM s.account_id FROM agora_ledger.split_slash(p_amount, p_split) AS s;
    SELECT array_agg(u.account_id) INTO v_payees
      FROM jsonb_array_elements(p_split) AS l(share)
     CROSS JOIN LATERAL agora_ledger._read_share(l.share) AS s
     CROSS JOIN LATERAL unnest(s.accounts) AS u(account_id);
    -- Whoever gets nothing after rounding has to exist as well.
    PERFORM agora_ledger._system_kind(u.account_id)
       FROM unnest(v_payees) AS u(account_id)
      WHERE NOT EXISTS (SELECT FROM agora_ledger.account AS a WHERE a.account_id = u.account_id);
    IF EXISTS (SELECT FROM agora_ledger.account AS a WHERE a.account_id = ANY (v_payees) AND a.principal_id = p_principal) THEN
        RAISE EXCEPTION USING
            ERRCODE = '22023',
            MESSAGE = 'who is slashed gets no share',
            DETAIL  = format('p_principal=%s', p_principal),
            HINT    = 'Name accounts of others, the treasury, or the burn account.';
    END IF;

    SELECT b.stake_id, b.unbonding_id INTO v_stake, v_unbonding FROM agora_ledger._bonds(p_principal) AS b;
    v_from_stake := least(v_micro, agora_ledger._lock_stake(v_payees || v_stake || v_unbonding, v_stake));
    v_slash := agora_ledger._first_slash(p_principal, v_micro, p_reason, p_evidence, p_split, p_correlation_id, p_key, p_actor);
    IF v_slash IS NOT NULL THEN
        RETURN v_slash;
    END IF;
    v_from_rest := agora_ledger._take_unbonding(v_unbonding, v_micro - v_from_stake);

    IF v_from_stake + v_from_rest > 0 THEN
        UPDATE agora_ledger.account_balance AS b SET available = b.available + v_from_stake, held = b.held - v_from_stake WHERE b.account_id = v_stake;
        UPDATE agora_ledger.account_balance AS b SET available = b.available + v_from_rest, held = b.held - v_from_rest WHERE b.account_id = v_unbonding;
        SELECT array_agg(l.account_id ORDER BY l.ordinal), array_agg(l.micro ORDER BY l.ordinal) INTO v_accounts, v_amounts
          FROM (SELECT v_stake AS account_id, -v_from_stake AS micro, -1 AS ordinal
                UNION ALL
                SELECT v_unbonding, -v_from_rest, 0
                UNION ALL
                SELECT s.account_id, (s.amount * 1000000)::bigint, s.ordinal
                  FROM agora_ledger.split_slash((v_from_stake + v_from_rest) * 0.000001, p_split) WITH ORDINALITY AS s(account_id, amount, ordinal)) AS l
         WHERE l.micro <> 0;
        SELECT s.transaction_id INTO v_transaction
          FROM agora_ledger._post_set('slash', ARRAY[p_reason], ARRAY[jsonb_build_object('principal_id', p_principal)], ARRAY[p_key], p_correlation_id, p_actor,
                                      array_fill(1::bigint, ARRAY[cardinality(v_accounts)]), v_accounts, v_amounts, p_is_correction => true) AS s;
    END IF;
    INSERT INTO agora_ledger.slash AS s (principal_id, requested, from_stake, from_unbonding, transaction_id, created_by, recorded_at, correlation_id,
                                         reason, evidence, split, idempotency_key)
    VALUES (p_principal, v_micro, v_from_stake, v_from_rest, v_transaction, p_actor, agora.now(), p_correlation_id, p_reason, p_evidence, p_split, p_key)
    ON CONFLICT ON CONSTRAINT slash_key_uq DO NOTHING
    RETURNING s.slash_id INTO v_slash;
    IF NOT FOUND THEN -- two that found no stake: nothing was locked to keep them apart
        RETURN agora_ledger._first_slash(p_principal, v_micro, p_reason, p_evidence, p_split, p_correlation_id, p_key, p_actor);
    END IF;
    PERFORM agora_event._emit(
        'ledger.stake.slashed.v1', p_principal::text,
        jsonb_build_object('slash_id', v_slash, 'principal_id', p_principal, 'requested', p_amount, 'from_stake', trim_scale(v_from_stake * 0.000001),
                           'from_unbonding', trim_scale(v_from_rest * 0.000001), 'reason', p_reason, 'transaction_id', v_transaction),
        p_correlation_id, p_actor);
    RETURN v_slash;
END;
$slash$;

COMMENT ON FUNCTION agora_ledger.slash(bigint, numeric, text, jsonb, jsonb, uuid, text, bigint)
    IS 'Take tokens, at most what there is, of a principal''s stake and of what it is taking back, and split them as split_slash() does; p_key is required. Returns the slash.';
REVOKE ALL ON FUNCTION agora_ledger.slash(bigint, numeric, text, jsonb, jsonb, uuid, text, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_ledger.slash(bigint, numeric, text, jsonb, jsonb, uuid, text, bigint) TO agora_operator;
