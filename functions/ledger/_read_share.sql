-- One share of a split: {"to": account or array of accounts, "percent": number}; without a percent it names who gets the rest.
-- Errors: 22023.
CREATE OR REPLACE FUNCTION agora_ledger._read_share(
    p_share       jsonb,
    OUT accounts  bigint[],
    OUT percent   numeric
)
RETURNS record
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $_read_share$
DECLARE
    v_to jsonb := CASE WHEN jsonb_typeof(p_share) = 'object' AND p_share - '{to,percent}'::text[] = '{}' THEN p_share -> 'to' END;
BEGIN
    percent := CASE WHEN jsonb_typeof(p_share -> 'percent') = 'number' THEN (p_share ->> 'percent')::numeric END;
    IF v_to IS NULL OR v_to = '[]' OR (p_share ? 'percent') <> (percent IS NOT NULL AND percent > 0 AND percent <= 100)
       OR (percent IS NULL AND jsonb_typeof(v_to) = 'array') THEN
        RAISE EXCEPTION USING
            ERRCODE = '22023',
            MESSAGE = 'share is not usable',
            DETAIL  = format('share=%s', left(p_share::text, 200)),
            HINT    = 'Pass {"to": 1000, "percent": 50}, {"to": [1000, 1001], "percent": 40}, or {"to": 2} for what is left.';
    END IF;
    accounts := ARRAY(SELECT (agora_ledger._read_line(t.account, '1')).account_id
                        FROM jsonb_array_elements(CASE jsonb_typeof(v_to) WHEN 'array' THEN v_to ELSE jsonb_build_array(v_to) END) WITH ORDINALITY AS t(account, ordinal)
                       ORDER BY t.ordinal);
END;
$_read_share$;

COMMENT ON FUNCTION agora_ledger._read_share(jsonb)
    IS 'Accounts and percentage of a share; refuses anything else.';
REVOKE ALL ON FUNCTION agora_ledger._read_share(jsonb) FROM PUBLIC;
