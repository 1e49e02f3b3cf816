-- Codes of capabilities, in one form: lower case words, parted by : . _ / or -, such as code:python or ops:database:tuning.
CREATE OR REPLACE FUNCTION agora_work._is_code(p_value text)
RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN coalesce(p_value ~ '^[a-z0-9][a-z0-9:._/-]{0,63}$', false);

COMMENT ON FUNCTION agora_work._is_code(text)
    IS 'Whether a text has the form of a capability''s code, 1 to 64 characters.';
REVOKE ALL ON FUNCTION agora_work._is_code(text) FROM PUBLIC;
