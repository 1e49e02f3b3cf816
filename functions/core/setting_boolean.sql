-- The value in force, as a boolean.
-- Errors: 22023 another type · ZA007 unknown setting.
CREATE OR REPLACE FUNCTION agora.setting_boolean(p_key text)
RETURNS boolean
LANGUAGE sql STABLE
RETURN agora.setting(p_key, 'boolean')::boolean;

COMMENT ON FUNCTION agora.setting_boolean(text)
    IS 'Value of a boolean setting.';
REVOKE ALL ON FUNCTION agora.setting_boolean(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora.setting_boolean(text) TO agora_reader;
