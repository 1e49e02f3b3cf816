-- The prices of a list as a call needs them, the most special units first; NULL where time of day or variants choose among sets.
-- Errors: 22023.
CREATE OR REPLACE FUNCTION agora_model._lines_of(p_prices jsonb)
RETURNS agora_model.price_line[]
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $_lines_of$
BEGIN
    IF jsonb_array_length(coalesce(p_prices -> 'sets', '[1]')) > 1 THEN
        RETURN NULL;
    END IF;
    RETURN (
        WITH line AS (
            SELECT u.unit, u.per, u.dimensions, max(r.minimum) AS minimum, array_agg(r.tier_start ORDER BY r.tier_start DESC) AS starts,
                   array_agg(r.usd ORDER BY r.tier_start DESC) AS usd,
                   row_number() OVER (ORDER BY (SELECT count(*) FROM jsonb_object_keys(u.dimensions)) DESC, u.unit) AS place
              FROM agora_model._read_prices(p_prices) AS r
              JOIN agora_model.unit AS u ON u.unit = r.unit
             GROUP BY u.unit
        )
        SELECT coalesce(array_agg((l.unit, l.per, p.places, l.minimum, l.starts, l.usd)::agora_model.price_line ORDER BY l.place), '{}')
          FROM line AS l
         CROSS JOIN LATERAL (SELECT coalesce(array_agg(o.place::smallint), '{}') AS places FROM line AS o WHERE o.place < l.place AND o.dimensions @> l.dimensions) AS p);
END;
$_lines_of$;

COMMENT ON FUNCTION agora_model._lines_of(jsonb)
    IS 'Prices of a list as a call needs them.';
REVOKE ALL ON FUNCTION agora_model._lines_of(jsonb) FROM PUBLIC;
