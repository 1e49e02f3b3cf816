-- Whether a path, with its query, is one that every program reads alike: printable, from the root, nothing that goes up or is empty, no
-- separator or dot in disguise.
CREATE OR REPLACE FUNCTION agora_work._is_plain_path(p_path text)
RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN p_path ~ '^/[\x21-\x7e]*$' AND p_path !~ '[\\#<>"{}|^`]' AND p_path !~* '%(?![0-9a-f]{2})'
       AND split_part(p_path, '?', 1) !~ '//|(^|/)[.][.]?(/|$)' AND split_part(p_path, '?', 1) !~* '%(2[5ef]|5c|[01][0-9a-f]|7f)|;';

COMMENT ON FUNCTION agora_work._is_plain_path(text)
    IS 'Whether a path of a call cannot be read in two ways.';
REVOKE ALL ON FUNCTION agora_work._is_plain_path(text) FROM PUBLIC;
