-- The value in force, as a number.
-- Errors: 22023 another type · ZA007 unknown setting.
CREATE OR REPLACE FUNCTION agora.setting_numeric(p_key text)
RETURNS numeric
LANGUAGE sql STABLE
RETURN agora.setting(p_key, 'numeric')::numeric;

COMMENT ON FUNCTION agora.setting_numeric(text)
    IS 'Value of a numeric setting.';
REVOKE ALL ON FUNCTION agora.setting_numeric(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora.setting_numeric(text) TO agora_reader;
