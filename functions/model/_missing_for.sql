-- Usage that tells of a unit without naming it: parts of it, or two units that it is the common part of. NULL = none, it was not used.
CREATE OR REPLACE FUNCTION agora_model._missing_for(
    p_unit   text,
    p_usage  jsonb
)
RETURNS text
LANGUAGE plpgsql STABLE
AS $_missing_for$
DECLARE
    v_dimensions  jsonb;
    v_found       text;
BEGIN
    IF (p_usage - ARRAY['input_tokens', 'output_tokens']) = '{}' THEN
        RETURN NULL; -- both are wholes, and of different things: most calls end here
    END IF;
    SELECT u.dimensions INTO v_dimensions FROM agora_model.unit AS u WHERE u.unit = p_unit;
    WITH reported AS (
        SELECT u.unit, u.dimensions
          FROM jsonb_each_text(p_usage) AS r
          JOIN agora_model.unit AS u ON u.unit = r.key
         WHERE r.value::numeric > 0
    )
    SELECT coalesce((SELECT string_agg(r.unit, ', ' ORDER BY r.unit) FROM reported AS r WHERE r.dimensions @> v_dimensions),
                    (SELECT concat_ws(', ', a.unit, b.unit)
                       FROM reported AS a
                       JOIN reported AS b ON b.unit > a.unit AND a.dimensions || b.dimensions = v_dimensions AND b.dimensions || a.dimensions = v_dimensions
                      ORDER BY a.unit, b.unit
                      LIMIT 1))
      INTO v_found;
    RETURN v_found;
END;
$_missing_for$;

COMMENT ON FUNCTION agora_model._missing_for(text, jsonb)
    IS 'Reported units that need another, missing one beside them.';
REVOKE ALL ON FUNCTION agora_model._missing_for(text, jsonb) FROM PUBLIC;
