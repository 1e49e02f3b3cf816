-- Many transfers in one call, written as a set: p_transfers is an array of {"from", "to", "amount", "reason", "key"}, in
-- order. Atomic, the first bad one is raised and nothing is posted; else each has its outcome and the good ones are posted.
-- Who may pay from what is as in transfer(); each key is that of its transfer, so a repeated batch returns the first ids.
-- Errors: 22023 · 42501 · ZA001 · ZA002 · ZA003 · ZL001 · ZL002 · ZL004 · ZL010.   Emits: ledger.transaction.posted.v1.
-- Locks: balance rows, then subtotals, in account order; then the keys in order.
CREATE OR REPLACE FUNCTION agora_ledger.post_batch(
    p_transfers  jsonb,
    p_atomic     boolean DEFAULT true,
    p_actor      bigint  DEFAULT agora.current_principal()
)
RETURNS TABLE (item bigint, key text, transaction_id bigint, error_code text, error_detail text)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $post_batch$
#variable_conflict use_column
DECLARE
    v_ids       bigint[];
    v_numbers   bigint[] := '{}';
    v_keys      text[]   := '{}';
    v_reasons   text[]   := '{}';
    v_items     bigint[] := '{}';
    v_accounts  bigint[] := '{}';
    v_amounts   bigint[] := '{}';
    v_bad       bigint[] := '{}';
    v_codes     text[]   := '{}';
    v_details   text[]   := '{}';
    v_code      text;
    v_detail    text;
    r_item      record;
    r_read      record;
BEGIN
    PERFORM agora._act_as(p_actor);
    IF p_atomic IS NULL OR p_transfers IS NULL OR jsonb_typeof(p_transfers) <> 'array' OR jsonb_array_length(p_transfers) NOT BETWEEN 1 AND 1000 THEN
        RAISE EXCEPTION USING
            ERRCODE = '22023',
            MESSAGE = 'batch is not usable',
            DETAIL  = format('p_atomic=%s p_transfers=%s', coalesce(p_atomic::text, 'NULL'), coalesce(left(p_transfers::text, 100), 'NULL')),
            HINT    = 'Pass an array of 1 to 1000 objects {"from", "to", "amount", "reason", "key"}, and whether all or nothing is to be posted.';
    END IF;

    SELECT b.keys, b.reasons, b.payers, b.payees, b.amounts INTO r_read FROM agora_ledger._read_batch(p_transfers) AS b;
    IF r_read.keys IS NOT NULL THEN
        v_ids := agora_ledger._pay_batch(r_read.keys, r_read.reasons, r_read.payers, r_read.payees, r_read.amounts, p_actor);
        IF v_ids IS NOT NULL THEN
            RETURN QUERY SELECT i::bigint, r_read.keys[i], v_ids[i], NULL::text, NULL::text FROM generate_series(1, cardinality(v_ids)) AS i;
            RETURN;
        END IF;
        RETURN QUERY
        SELECT s.item, r_read.keys[s.item], s.transaction_id, s.error_code, s.error_detail
          FROM (SELECT array_agg(l.item ORDER BY l.item, l.amount) AS items, array_agg(l.account_id ORDER BY l.item, l.amount) AS accounts,
                       array_agg(l.amount ORDER BY l.item, l.amount) AS amounts
                  FROM unnest(r_read.payers, r_read.payees, r_read.amounts) WITH ORDINALITY AS p(payer, payee, amount, item)
                 CROSS JOIN LATERAL (VALUES (p.item, p.payer, -p.amount), (p.item, p.payee, p.amount)) AS l(item, account_id, amount)) AS n
         CROSS JOIN LATERAL agora_ledger._post_set(
               'transfer', r_read.reasons, array_fill('{}'::jsonb, ARRAY[cardinality(r_read.keys)]), r_read.keys, NULL, p_actor,
               n.items, n.accounts, n.amounts, p_as_owner => true, p_atomic => p_atomic) AS s
         ORDER BY s.item;
        RETURN;
    END IF;

    -- A loop, because what cannot be read is that item's outcome.
    FOR r_item IN SELECT e.number, e.transfer FROM jsonb_array_elements(p_transfers) WITH ORDINALITY AS e(transfer, number) ORDER BY e.number LOOP
        BEGIN
            r_read := agora_ledger._read_transfer(r_item.transfer);
            IF r_read.key = ANY (v_keys) THEN
                RAISE EXCEPTION USING
                    ERRCODE = '22023',
                    MESSAGE = 'key comes twice in the batch',
                    DETAIL  = format('item=%s key=%s', r_item.number, r_read.key),
                    HINT    = 'Give every transfer a key of its own.';
            END IF;
            v_numbers  := v_numbers || r_item.number;
            v_keys     := v_keys || r_read.key;
            v_reasons  := v_reasons || r_read.reason;
            v_items    := v_items || ARRAY[cardinality(v_keys)::bigint, cardinality(v_keys)];
            v_accounts := v_accounts || ARRAY[r_read.payer, r_read.payee];
            v_amounts  := v_amounts || ARRAY[-r_read.micro, r_read.micro];
        EXCEPTION WHEN invalid_parameter_value THEN
            IF p_atomic THEN
                RAISE;
            END IF;
            GET STACKED DIAGNOSTICS v_code = RETURNED_SQLSTATE, v_detail = PG_EXCEPTION_DETAIL;
            v_bad     := v_bad || r_item.number;
            v_codes   := v_codes || v_code;
            v_details := v_details || v_detail;
        END;
    END LOOP;

    RETURN QUERY
    SELECT x.item, x.key, x.transaction_id, x.error_code, x.error_detail
      FROM (SELECT v_numbers[s.item] AS item, v_keys[s.item] AS key, s.transaction_id, s.error_code, s.error_detail
              FROM agora_ledger._post_set('transfer', v_reasons, array_fill('{}'::jsonb, ARRAY[cardinality(v_keys)]), v_keys, NULL, p_actor,
                                          v_items, v_accounts, v_amounts, p_as_owner => true, p_atomic => p_atomic) AS s
            UNION ALL
            SELECT b.item, left(p_transfers -> (b.item - 1)::integer ->> 'key', 200) AS key, NULL::bigint AS transaction_id, b.code AS error_code, b.detail AS error_detail
              FROM unnest(v_bad, v_codes, v_details) AS b(item, code, detail)) AS x
     ORDER BY x.item;
END;
$post_batch$;

COMMENT ON FUNCTION agora_ledger.post_batch(jsonb, boolean, bigint)
    IS 'Post 1 to 1000 transfers from an array, all or nothing or each for itself; returns the transaction or the error of each.';
REVOKE ALL ON FUNCTION agora_ledger.post_batch(jsonb, boolean, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_ledger.post_batch(jsonb, boolean, bigint) TO agora_service;
