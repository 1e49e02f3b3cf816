-- The prices of a list that count for a call, one for each unit: the first standard set by rank whose daily window holds the
-- moment, as a whole; over it, unit by unit, the variants asked for, first by rank. The tier is that of all input tokens.
CREATE OR REPLACE FUNCTION agora_model._price_lines(
    p_list          bigint,
    p_at            timestamptz,
    p_variant       jsonb,
    p_input_tokens  numeric
)
RETURNS TABLE (unit text, per integer, dimensions jsonb, usd numeric, minimum numeric, tier_start bigint)
LANGUAGE sql STABLE ROWS 4
BEGIN ATOMIC
    WITH live AS MATERIALIZED (
        SELECT s.price_set_id, s.rank, s.variant
          FROM agora_model.price_set AS s
         WHERE s.price_list_id = p_list
           AND (s.variant IS NULL OR s.variant <@ p_variant)
           AND CASE WHEN s.window_start IS NULL THEN true
                    WHEN s.window_start <= s.window_end
                    THEN (p_at AT TIME ZONE 'UTC')::time::interval >= s.window_start AND (p_at AT TIME ZONE 'UTC')::time::interval < s.window_end
                    ELSE (p_at AT TIME ZONE 'UTC')::time::interval >= s.window_start OR (p_at AT TIME ZONE 'UTC')::time::interval < s.window_end END)
    SELECT DISTINCT ON (p.unit) p.unit, u.per, u.dimensions, p.usd::numeric, p.minimum, p.tier_start
      FROM live AS s
      JOIN agora_model.model_price AS p ON p.price_set_id = s.price_set_id
      JOIN agora_model.unit AS u ON u.unit = p.unit
     WHERE (s.variant IS NOT NULL OR s.rank = (SELECT min(l.rank) FROM live AS l WHERE l.variant IS NULL))
       AND (p.tier_start = 0 OR p.tier_start < p_input_tokens)
     ORDER BY p.unit, (s.variant IS NULL), s.rank, p.tier_start DESC;
END;

COMMENT ON FUNCTION agora_model._price_lines(bigint, timestamptz, jsonb, numeric)
    IS 'Prices of a list that count for a call.';
REVOKE ALL ON FUNCTION agora_model._price_lines(bigint, timestamptz, jsonb, numeric) FROM PUBLIC;
