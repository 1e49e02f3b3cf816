-- Posts one transaction of two lines or more, for what a transfer cannot say: a payment split among many, a correction.
-- p_lines is an array of {"account_id": 1000, "amount": -1.5}: below 0 the account pays, above 0 it is paid. Operators only,
-- who debit anybody; a freeze and the balance stand against them, too. Tokens are made and ended by mint() and burn() alone.
-- Errors: 22023 · 42501 · ZA001 · ZA002 · ZA003 · ZL001 · ZL002 · ZL003 · ZL004 · ZL010.   Emits: ledger.transaction.posted.v1.
CREATE OR REPLACE FUNCTION agora_ledger.post(
    p_kind            text,
    p_lines           jsonb,
    p_reason          text,
    p_meta            jsonb  DEFAULT '{}',
    p_correlation_id  uuid   DEFAULT NULL,
    p_key             text   DEFAULT NULL,
    p_actor           bigint DEFAULT agora.current_principal()
)
RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $post$
DECLARE
    v_accounts  bigint[];
    v_amounts   bigint[];
    v_sum       numeric;
BEGIN
    PERFORM agora._act_as(p_actor);
    PERFORM agora._check_text('p_reason', p_reason, 200), agora._check_text('p_key', p_key, 200), agora._check_object('p_meta', p_meta);
    IF p_key ^@ 'reward:' THEN
        PERFORM agora_ledger._refuse_key(p_key);
    END IF;
    IF p_kind IS NULL OR p_kind !~ '^[a-z][a-z0-9_]{0,62}$' OR p_kind IN ('mint', 'burn', 'transfer', 'capture', 'reversal', 'stake', 'unstake', 'unbond', 'slash') THEN
        RAISE EXCEPTION USING
            ERRCODE = '22023',
            MESSAGE = 'kind is not usable',
            DETAIL  = format('p_kind=%s', coalesce(left(p_kind, 100), 'NULL')),
            HINT    = 'Pass a name of small letters, digits and _ that is none of mint, burn, transfer, capture, reversal, stake, unstake, unbond, slash.';
    END IF;
    IF p_lines IS NULL OR jsonb_typeof(p_lines) <> 'array' OR jsonb_array_length(p_lines) > 1000 THEN
        RAISE EXCEPTION USING
            ERRCODE = '22023',
            MESSAGE = 'lines are not usable',
            DETAIL  = format('p_lines=%s', coalesce(left(p_lines::text, 100), 'NULL')),
            HINT    = 'Pass an array of at most 1000 objects such as {"account_id": 1000, "amount": -1.5}.';
    END IF;

    SELECT array_agg(r.account_id ORDER BY l.ordinal), array_agg(r.micro ORDER BY l.ordinal), sum(r.micro) INTO v_accounts, v_amounts, v_sum
      FROM jsonb_array_elements(p_lines) WITH ORDINALITY AS l(line, ordinal)
     CROSS JOIN LATERAL agora_ledger._read_line(l.line -> 'account_id', l.line -> 'amount') AS r;
    IF v_sum IS DISTINCT FROM 0 THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZL003',
            MESSAGE = 'transaction is not balanced',
            DETAIL  = format('lines=%s sum=%s', jsonb_array_length(p_lines), coalesce(trim_scale(v_sum * 0.000001)::text, 'none')),
            HINT    = 'The amounts of the lines, two or more, must sum to zero.';
    END IF;
    IF v_accounts && ARRAY[1::bigint, 2] OR (SELECT count(DISTINCT u.account_id) FROM unnest(v_accounts) AS u(account_id)) < cardinality(v_accounts) THEN
        RAISE EXCEPTION USING
            ERRCODE = '22023',
            MESSAGE = 'accounts of the lines are not usable',
            DETAIL  = format('accounts=%s', v_accounts[:20]),
            HINT    = 'Name each account once; tokens are made with agora_ledger.mint() and ended with agora_ledger.burn().';
    END IF;
    RETURN (SELECT s.transaction_id
              FROM agora_ledger._post_set(p_kind, ARRAY[p_reason], ARRAY[p_meta], ARRAY[p_key], p_correlation_id, p_actor,
                                          array_fill(1::bigint, ARRAY[cardinality(v_accounts)]), v_accounts, v_amounts) AS s);
END;
$post$;

COMMENT ON FUNCTION agora_ledger.post(text, jsonb, text, jsonb, uuid, text, bigint)
    IS 'Post one transaction of any kind from an array of lines (account_id, amount) that sum to zero; p_key is required. Returns it.';
REVOKE ALL ON FUNCTION agora_ledger.post(text, jsonb, text, jsonb, uuid, text, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_ledger.post(text, jsonb, text, jsonb, uuid, text, bigint) TO agora_operator;
