-- Gini coefficient: how unequally something is spread. Exact in its sums, rounded to 12 digits only at the end.
-- Errors: 22023 a value that is no amount.
CREATE OR REPLACE FUNCTION agora_ledger.gini(p_values numeric[])
RETURNS numeric
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $gini$
DECLARE
    v_bad    text;
    v_gini   numeric;
BEGIN
    SELECT coalesce(u.x::text, 'NULL') INTO v_bad
      FROM unnest(p_values) AS u(x)
     WHERE u.x IS NULL OR NOT (u.x >= 0 AND u.x < 'Infinity')
     LIMIT 1;
    IF v_bad IS NOT NULL THEN
        RAISE EXCEPTION USING
            ERRCODE = '22023',
            MESSAGE = 'value is not an amount',
            DETAIL  = format('value=%s', v_bad),
            HINT    = 'Pass amounts of 0 or more.';
    END IF;
    SELECT CASE WHEN count(*) = 0 THEN NULL
                WHEN sum(s.x) = 0 THEN 0
                ELSE trim_scale(round(sum((2 * s.place - s.n - 1) * s.x) / (count(*) * sum(s.x)), 12)) END
      INTO v_gini
      FROM (SELECT u.x, row_number() OVER (ORDER BY u.x) AS place, count(*) OVER () AS n FROM unnest(p_values) AS u(x)) AS s;
    RETURN v_gini;
END;
$gini$;

COMMENT ON FUNCTION agora_ledger.gini(numeric[])
    IS 'Gini coefficient of amounts (0 or more): 0 where all are equal, below 1 always, NULL for none; sum of (2i - n - 1) x_i over n times their sum, values ascending.';
REVOKE ALL ON FUNCTION agora_ledger.gini(numeric[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_ledger.gini(numeric[]) TO agora_reader;
