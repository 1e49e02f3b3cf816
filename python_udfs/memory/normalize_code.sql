-- python_udfs/memory/normalize_code.sql
-- What two spellings of the same program have in common, and its SHA-256: the identity of a transform.
-- Compiled once per session in SD, not GD: SD is emptied when the function is replaced.
-- Errors: 22023 code missing, empty, too large, too deep or not Python · 22023 language missing or malformed.
CREATE OR REPLACE FUNCTION agora_memory.normalize_code(
    p_code      text,
    p_language  text
)
RETURNS agora_memory.normalized_code
LANGUAGE plpython3u IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $normalize_code$
if 'normalize_code' not in SD:
    #@include normalize_code.py
    SD['normalize_code'] = normalize_code
try:
    return SD['normalize_code'](p_code, p_language)
except ValueError as error:
    message, detail, hint = error.args
    plpy.error(message, sqlstate='22023', detail=detail, hint=hint)
$normalize_code$;
ALTER FUNCTION agora_memory.normalize_code(text, text) OWNER TO agora_owner;

COMMENT ON FUNCTION agora_memory.normalize_code(text, text)
    IS 'The normalised form of code and its SHA-256, blind to comments and layout: by syntax tree for python, lexically for every other language.';
REVOKE ALL ON FUNCTION agora_memory.normalize_code(text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_memory.normalize_code(text, text) TO agora_service;
