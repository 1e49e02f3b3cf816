-- The prices of a list that count for a call, where time of day or variants choose: the first standard set by rank whose daily window
-- holds the moment, as a whole; over it, unit by unit, the variants asked for, first by rank. The most special units first.
CREATE OR REPLACE FUNCTION agora_model._lines_at(
    p_list     bigint,
    p_at       timestamptz,
    p_variant  jsonb
)
RETURNS agora_model.price_line[]
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $_lines_at$
DECLARE
    v_time interval := (p_at AT TIME ZONE 'UTC')::time;
BEGIN
    RETURN (
        WITH live AS MATERIALIZED (
            SELECT s.price_set_id, s.rank, s.variant
              FROM agora_model.price_set AS s
             WHERE s.price_list_id = p_list
               AND (s.variant IS NULL OR s.variant <@ p_variant)
               AND CASE WHEN s.window_start IS NULL THEN true
                        WHEN s.window_start <= s.window_end THEN v_time >= s.window_start AND v_time < s.window_end
                        ELSE v_time >= s.window_start OR v_time < s.window_end END
        ), chosen AS (
            SELECT DISTINCT ON (p.unit) p.unit, s.price_set_id
              FROM live AS s
              JOIN agora_model.model_price AS p ON p.price_set_id = s.price_set_id
             WHERE s.variant IS NOT NULL OR s.rank = (SELECT min(l.rank) FROM live AS l WHERE l.variant IS NULL)
             ORDER BY p.unit, (s.variant IS NULL), s.rank
        ), line AS (
            SELECT u.unit, u.per, u.dimensions, max(p.minimum) AS minimum, array_agg(p.tier_start ORDER BY p.tier_start DESC) AS starts,
                   array_agg(p.usd::numeric ORDER BY p.tier_start DESC) AS usd,
                   row_number() OVER (ORDER BY (SELECT count(*) FROM jsonb_object_keys(u.dimensions)) DESC, u.unit) AS place
              FROM chosen AS c
              JOIN agora_model.model_price AS p ON p.price_set_id = c.price_set_id AND p.unit = c.unit
              JOIN agora_model.unit AS u ON u.unit = c.unit
             GROUP BY u.unit
        )
        SELECT coalesce(array_agg((l.unit, l.per, p.places, l.minimum, l.starts, l.usd)::agora_model.price_line ORDER BY l.place), '{}')
          FROM line AS l
         CROSS JOIN LATERAL (SELECT coalesce(array_agg(o.place::smallint), '{}') AS places FROM line AS o WHERE o.place < l.place AND o.dimensions @> l.dimensions) AS p);
END;
$_lines_at$;

COMMENT ON FUNCTION agora_model._lines_at(bigint, timestamptz, jsonb)
    IS 'Prices of a list that count for a call.';
REVOKE ALL ON FUNCTION agora_model._lines_at(bigint, timestamptz, jsonb) FROM PUBLIC;
