-- The value in force, as an interval.
-- Errors: 22023 another type · ZA007 unknown setting.
CREATE OR REPLACE FUNCTION agora.setting_interval(p_key text)
RETURNS interval
LANGUAGE sql STABLE
RETURN agora.setting(p_key, 'interval')::interval;

COMMENT ON FUNCTION agora.setting_interval(text)
    IS 'Value of an interval setting.';
REVOKE ALL ON FUNCTION agora.setting_interval(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora.setting_interval(text) TO agora_reader;
