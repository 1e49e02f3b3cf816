-- The value in force, as an interval of seconds: as _as_seconds(), which only the owner may call.
-- Errors: 22023 another type · ZA007 unknown setting.
CREATE OR REPLACE FUNCTION agora.setting_interval(p_key text)
RETURNS interval
LANGUAGE sql STABLE
RETURN make_interval(secs => extract(epoch FROM agora.setting(p_key, 'interval')::interval)::double precision);

COMMENT ON FUNCTION agora.setting_interval(text)
    IS 'Value of an interval setting; a day in it is 24 hours.';
REVOKE ALL ON FUNCTION agora.setting_interval(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora.setting_interval(text) TO agora_reader;
