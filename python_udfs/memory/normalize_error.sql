-- python_udfs/memory/normalize_error.sql
-- What two runs of the same bug have in common: its pattern, and the pattern's SHA-256 as the signature.
-- Compiled once per session in SD, not GD: SD is emptied when the function is replaced.
-- Errors: 22023 type, message and stack all missing or blank.
CREATE OR REPLACE FUNCTION agora_memory.normalize_error(
    p_type     text,
    p_message  text,
    p_stack    text DEFAULT NULL
)
RETURNS agora_memory.normalized_error
LANGUAGE plpython3u IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $normalize_error$
if 'normalize_error' not in SD:
    #@include normalize_error.py
    SD['normalize_error'] = normalize_error
try:
    return SD['normalize_error'](p_type, p_message, p_stack)
except ValueError as error:
    message, detail, hint = error.args
    plpy.error(message, sqlstate='22023', detail=detail, hint=hint)
$normalize_error$;
ALTER FUNCTION agora_memory.normalize_error(text, text, text) OWNER TO agora_owner;

COMMENT ON FUNCTION agora_memory.normalize_error(text, text, text)
    IS 'The pattern and signature of an error, the same for every run of the same bug; type may be qualified or NULL, then it is read from message or stack.';
REVOKE ALL ON FUNCTION agora_memory.normalize_error(text, text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_memory.normalize_error(text, text, text) TO agora_service;
