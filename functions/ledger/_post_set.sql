-- Posts a set of transactions of any number of lines: what _transfer() is to two lines. The lines of each item name their
-- accounts once and sum to zero; keys differ. An item is judged as if those before it were posted. Atomic: the first that
-- stands refused raises; else its outcome says why and the others are posted. A correction passes freezes and suspensions.
-- Errors: 42501 · ZA002 · ZA003 · ZL001 · ZL002 · ZL004 · ZL010.   Locks: as _lock_accounts() and _write_set() do, in this order.
CREATE OR REPLACE FUNCTION agora_ledger._post_set(
    p_kind            text,
    p_reasons         text[],
    p_metas           jsonb[],
    p_keys            text[],
    p_correlation_id  uuid,
    p_actor           bigint,
    p_items           bigint[],
    p_accounts        bigint[],
    p_amounts         bigint[],
    p_as_owner        boolean DEFAULT false,
    p_is_correction   boolean DEFAULT false,
    p_atomic          boolean DEFAULT true
)
RETURNS TABLE (item bigint, transaction_id bigint, error_code text, error_detail text)
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_post_set$
#variable_conflict use_column
DECLARE
    c_limit        numeric := 1000000000000000000;
    v_is_operator  boolean := agora._is_operator(p_actor);
    v_accounts     bigint[];
    v_owners       bigint[];
    v_balances     numeric[];
    v_funds        numeric[];
    v_frozen       timestamptz[];
    v_suspended    timestamptz[];
    v_ids          bigint[] := array_fill(NULL::bigint, ARRAY[cardinality(p_keys)]);
    v_codes        text[]   := array_fill(NULL::text, ARRAY[cardinality(p_keys)]);
    v_details      text[]   := array_fill(NULL::text, ARRAY[cardinality(p_keys)]);
    v_code         text;
    v_detail       text;
    v_is_owner     boolean;
    v_at           integer;
    v_written      bigint[];
    v_new          bigint[];
    r_item         record;
BEGIN
    SELECT array_agg(s.account_id), array_agg(s.owner_id), array_agg(s.balance), array_agg(s.funds),
           array_agg(CASE WHEN NOT p_is_correction THEN s.frozen_at END), array_agg(CASE WHEN NOT p_is_correction THEN s.suspended_at END)
      INTO v_accounts, v_owners, v_balances, v_funds, v_frozen, v_suspended
      FROM agora_ledger._lock_accounts(
           p_accounts, ARRAY(SELECT DISTINCT u.account_id FROM unnest(p_accounts, p_amounts) AS u(account_id, amount) WHERE u.amount < 0)) AS s;

    IF agora_ledger._stands_set(p_keys, p_actor, p_accounts, p_amounts, p_as_owner, v_accounts, v_owners, v_balances, v_funds, v_frozen, v_suspended) THEN
        v_new := agora_ledger._write_set(p_kind, p_reasons, p_metas, p_keys, p_correlation_id, p_actor, p_items, p_accounts, p_amounts);
        RETURN QUERY SELECT n.item, n.transaction_id, NULL::text, NULL::text FROM unnest(v_new) WITH ORDINALITY AS n(transaction_id, item);
        RETURN;
    END IF;

    -- A loop, because each item stands on what those before it left.
    FOR r_item IN
        SELECT k.item, k.key, k.reason, k.meta, t.transaction_id IS NOT NULL AS is_repeated, l.accounts, l.amounts, l.positions
          FROM unnest(p_keys, p_reasons, p_metas) WITH ORDINALITY AS k(key, reason, meta, item)
          JOIN (SELECT u.item, array_agg(u.account_id ORDER BY u.ordinal) AS accounts, array_agg(u.amount ORDER BY u.ordinal) AS amounts,
                       array_agg(array_position(v_accounts, u.account_id) ORDER BY u.ordinal) AS positions
                  FROM unnest(p_items, p_accounts, p_amounts) WITH ORDINALITY AS u(item, account_id, amount, ordinal)
                 GROUP BY u.item) AS l ON l.item = k.item
          LEFT JOIN agora_ledger.transaction AS t ON t.created_by = p_actor AND t.idempotency_key = k.key
         ORDER BY k.item
    LOOP
        BEGIN
            IF r_item.is_repeated THEN
                v_ids[r_item.item] := agora_ledger._first_transaction(p_kind, r_item.accounts, r_item.amounts, r_item.reason, r_item.meta,
                                                                      p_correlation_id, r_item.key, p_actor);
                CONTINUE;
            END IF;
            FOR i IN 1 .. cardinality(r_item.accounts) LOOP
                v_at := r_item.positions[i];
                IF v_at IS NULL THEN
                    PERFORM agora_ledger._system_kind(r_item.accounts[i]);
                ELSIF r_item.amounts[i] < 0 THEN
                    v_is_owner := NOT p_as_owner OR coalesce(v_owners[v_at] = p_actor, v_is_operator);
                    IF NOT v_is_owner OR v_frozen[v_at] IS NOT NULL OR v_funds[v_at] < -r_item.amounts[i] THEN
                        PERFORM agora_ledger._refuse_transfer(v_accounts[v_at], NULL, -r_item.amounts[i], v_funds[v_at], v_is_owner, NULL, v_frozen[v_at], p_actor);
                    END IF;
                ELSIF v_suspended[v_at] IS NOT NULL OR v_balances[v_at] > c_limit - r_item.amounts[i] THEN
                    PERFORM agora_ledger._refuse_transfer(NULL, v_accounts[v_at], r_item.amounts[i], NULL, true, v_suspended[v_at], NULL, p_actor);
                END IF;
            END LOOP;
            FOR i IN 1 .. cardinality(r_item.accounts) LOOP
                v_at             := r_item.positions[i];
                v_funds[v_at]    := v_funds[v_at] + r_item.amounts[i];
                v_balances[v_at] := v_balances[v_at] + r_item.amounts[i];
            END LOOP;
            v_written := v_written || r_item.item;
        EXCEPTION
            WHEN insufficient_privilege OR SQLSTATE 'ZA002' OR SQLSTATE 'ZA003' OR SQLSTATE 'ZL001' OR SQLSTATE 'ZL002' OR SQLSTATE 'ZL004' OR SQLSTATE 'ZL010' THEN
                IF p_atomic THEN
                    RAISE;
                END IF;
                GET STACKED DIAGNOSTICS v_code = RETURNED_SQLSTATE, v_detail = PG_EXCEPTION_DETAIL;
                v_codes[r_item.item]   := v_code;
                v_details[r_item.item] := v_detail;
        END;
    END LOOP;

    IF v_written IS NOT NULL THEN
        SELECT agora_ledger._write_set(p_kind, w.reasons, w.metas, w.keys, p_correlation_id, p_actor, l.items, l.accounts, l.amounts) INTO v_new
          FROM (SELECT array_agg(p_reasons[n.item] ORDER BY n.ordinal) AS reasons, array_agg(p_metas[n.item] ORDER BY n.ordinal) AS metas,
                       array_agg(p_keys[n.item] ORDER BY n.ordinal) AS keys
                  FROM unnest(v_written) WITH ORDINALITY AS n(item, ordinal)) AS w
         CROSS JOIN (SELECT array_agg(n.ordinal ORDER BY u.ordinal) AS items, array_agg(u.account_id ORDER BY u.ordinal) AS accounts,
                            array_agg(u.amount ORDER BY u.ordinal) AS amounts
                       FROM unnest(p_items, p_accounts, p_amounts) WITH ORDINALITY AS u(item, account_id, amount, ordinal)
                       JOIN unnest(v_written) WITH ORDINALITY AS n(item, ordinal) ON n.item = u.item) AS l;
    END IF;
    RETURN QUERY
    SELECT o.item, coalesce(o.transaction_id, w.transaction_id), o.error_code, o.error_detail
      FROM unnest(v_ids, v_codes, v_details) WITH ORDINALITY AS o(transaction_id, error_code, error_detail, item)
      LEFT JOIN unnest(v_written, v_new) AS w(item, transaction_id) ON w.item = o.item
     ORDER BY o.item;
END;
$_post_set$;

COMMENT ON FUNCTION agora_ledger._post_set(text, text[], jsonb[], text[], uuid, bigint, bigint[], bigint[], bigint[], boolean, boolean, boolean)
    IS 'Post a set of transactions; returns the transaction or the error of each.';
REVOKE ALL ON FUNCTION agora_ledger._post_set(text, text[], jsonb[], text[], uuid, bigint, bigint[], bigint[], bigint[], boolean, boolean, boolean) FROM PUBLIC;
