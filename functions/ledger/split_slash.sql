-- Who gets what of an amount: shares in percent, rounded down to a unit; those of a share with several accounts get the same
-- each, the first of them what does not divide. All that is left over goes to the account that is named without a percentage,
-- the burn account where none is. So the parts always sum to the amount. Parts of nothing are left out.
-- Errors: 22023.
CREATE OR REPLACE FUNCTION agora_ledger.split_slash(
    p_amount  numeric,
    p_split   jsonb,
    p_unit    numeric DEFAULT agora.setting_numeric('ledger.slash_unit')
)
RETURNS TABLE (account_id bigint, amount numeric)
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $split_slash$
#variable_conflict use_column
DECLARE
    v_accounts  bigint[] := '{}';
    v_amounts   numeric[] := '{}';
    v_rest_to   bigint;
    v_percent   numeric := 0;
    v_part      numeric;
    v_each      numeric;
    r_share     record;
BEGIN
    PERFORM agora_ledger._check_amount(p_amount), agora._check_number('p_unit', p_unit, 0.000001, 1000000000000);
    IF p_split IS NULL OR jsonb_typeof(p_split) <> 'array' OR jsonb_array_length(p_split) > 100 OR p_unit <> trunc(p_unit, 6) THEN
        RAISE EXCEPTION USING
            ERRCODE = '22023',
            MESSAGE = 'split is not usable',
            DETAIL  = format('p_split=%s p_unit=%s', coalesce(left(p_split::text, 100), 'NULL'), p_unit),
            HINT    = 'Pass an array of at most 100 shares such as [{"to": 1000, "percent": 50}], and a unit of at most 6 decimals.';
    END IF;

    -- A loop, because every share has a list of accounts of its own.
    FOR r_share IN SELECT s.accounts, s.percent, l.share FROM jsonb_array_elements(p_split) AS l(share) CROSS JOIN LATERAL agora_ledger._read_share(l.share) AS s LOOP
        v_percent := v_percent + coalesce(r_share.percent, 0);
        IF v_percent > 100 OR cardinality(v_accounts) + cardinality(r_share.accounts) > 1000 OR r_share.accounts && v_accounts OR v_rest_to = ANY (r_share.accounts) OR 1 = ANY (r_share.accounts)
           OR (r_share.percent IS NULL AND v_rest_to IS NOT NULL)
           OR (SELECT count(DISTINCT u.id) FROM unnest(r_share.accounts) AS u(id)) < cardinality(r_share.accounts) THEN
            RAISE EXCEPTION USING
                ERRCODE = '22023',
                MESSAGE = 'shares do not go together',
                DETAIL  = format('share=%s percent=%s', left(r_share.share::text, 200), v_percent),
                HINT    = 'Name each account once, never the mint; one of them at most for what is left; no more than 1000 accounts and 100 percent in all.';
        END IF;
        IF r_share.percent IS NULL THEN
            v_rest_to := r_share.accounts[1];
        ELSE
            v_part     := trunc(p_amount * r_share.percent / 100 / p_unit) * p_unit;
            v_each     := trunc(v_part / cardinality(r_share.accounts) / p_unit) * p_unit;
            v_accounts := v_accounts || r_share.accounts;
            v_amounts  := v_amounts || (v_part - v_each * (cardinality(r_share.accounts) - 1)) || array_fill(v_each, ARRAY[cardinality(r_share.accounts) - 1]);
        END IF;
    END LOOP;
    RETURN QUERY
    SELECT x.account_id, trim_scale(sum(x.amount))
      FROM (SELECT u.account_id, u.amount, u.ordinal FROM unnest(v_accounts, v_amounts) WITH ORDINALITY AS u(account_id, amount, ordinal)
            UNION ALL
            SELECT coalesce(v_rest_to, 2), p_amount - coalesce((SELECT sum(u.amount) FROM unnest(v_amounts) AS u(amount)), 0), 1000000) AS x
     GROUP BY x.account_id
    HAVING sum(x.amount) > 0
     ORDER BY min(x.ordinal);
END;
$split_slash$;

COMMENT ON FUNCTION agora_ledger.split_slash(numeric, jsonb, numeric)
    IS 'Split tokens into shares [{"to", "percent"}] rounded down to a unit; the rest goes to the account without a percentage, else it is burnt.';
REVOKE ALL ON FUNCTION agora_ledger.split_slash(numeric, jsonb, numeric) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_ledger.split_slash(numeric, jsonb, numeric) TO agora_reader;
