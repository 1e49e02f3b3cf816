-- The value in force, as an integer.
-- Errors: 22023 another type · ZA007 unknown setting.
CREATE OR REPLACE FUNCTION agora.setting_integer(p_key text)
RETURNS integer
LANGUAGE sql STABLE
RETURN agora.setting(p_key, 'integer')::integer;

COMMENT ON FUNCTION agora.setting_integer(text)
    IS 'Value of an integer setting.';
REVOKE ALL ON FUNCTION agora.setting_integer(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora.setting_integer(text) TO agora_reader;
