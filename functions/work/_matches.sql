-- Whether a pattern matches a text as a whole, line ends and all.
CREATE OR REPLACE FUNCTION agora_work._matches(
    p_text     text,
    p_pattern  text
)
RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN p_text ~ ('^(?:' || p_pattern || ')$');

COMMENT ON FUNCTION agora_work._matches(text, text)
    IS 'Whether a regular expression matches a whole text.';
REVOKE ALL ON FUNCTION agora_work._matches(text, text) FROM PUBLIC;
