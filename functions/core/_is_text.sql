-- Whether a JSON value, where there is one, is a text as _check_text() wants it: not blank, not too long, printable where it is
-- a name. Never raises, and small enough to be inlined.
CREATE OR REPLACE FUNCTION agora._is_text(
    p_value  jsonb,
    p_max    integer
)
RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE jsonb_typeof(p_value)
    WHEN 'string' THEN length(p_value #>> '{}') <= p_max
                       AND CASE WHEN p_max <= 200 THEN agora._is_name(p_value #>> '{}')
                                ELSE p_value #>> '{}' ~ '\S' AND (p_max > 1000 OR p_value #>> '{}' !~ '[\x01-\x08\x0B\x0C\x0E-\x1F]') END
    WHEN 'null' THEN true
    ELSE p_value IS NULL
END;

COMMENT ON FUNCTION agora._is_text(jsonb, integer)
    IS 'Whether a JSON value is absent or a usable text of at most p_max characters.';
REVOKE ALL ON FUNCTION agora._is_text(jsonb, integer) FROM PUBLIC;
