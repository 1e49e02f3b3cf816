-- The value that a setting has where nobody set it. Declared immutable so that a plan keeps it: defaults come with a release. For what runs so often that
-- it looks for a value that was set by itself.
CREATE OR REPLACE FUNCTION agora._default_setting(p_key text)
RETURNS text
LANGUAGE sql IMMUTABLE
BEGIN ATOMIC
    SELECT s.default_value FROM agora.setting AS s WHERE s.key = p_key;
END;

COMMENT ON FUNCTION agora._default_setting(text)
    IS 'Default of a setting, as a session first saw it.';
REVOKE ALL ON FUNCTION agora._default_setting(text) FROM PUBLIC;
