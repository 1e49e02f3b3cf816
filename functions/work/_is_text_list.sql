-- Whether a JSON value, where there is one, is an array of at most so many texts that match a pattern. Never raises.
CREATE OR REPLACE FUNCTION agora_work._is_text_list(
    p_value    jsonb,
    p_max      integer,
    p_pattern  text
)
RETURNS boolean
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $_is_text_list$
BEGIN
    IF coalesce(jsonb_typeof(p_value), 'null') = 'null' THEN
        RETURN true;
    ELSIF jsonb_typeof(p_value) <> 'array' OR jsonb_array_length(p_value) > p_max THEN
        RETURN false;
    END IF;
    RETURN NOT EXISTS (SELECT FROM jsonb_array_elements(p_value) AS e(item) WHERE jsonb_typeof(e.item) <> 'string' OR e.item #>> '{}' !~ p_pattern);
END;
$_is_text_list$;

COMMENT ON FUNCTION agora_work._is_text_list(jsonb, integer, text)
    IS 'Whether a JSON value is absent or an array of at most p_max texts of a pattern.';
REVOKE ALL ON FUNCTION agora_work._is_text_list(jsonb, integer, text) FROM PUBLIC;
