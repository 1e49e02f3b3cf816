-- What two runs of the same bug have in common, or why there is nothing to recognise; normalize_error() raises that.
-- Compiled once per session in SD, not GD: SD is emptied when the function is replaced.
CREATE OR REPLACE FUNCTION agora_memory._normalize_error(
    p_type     text,
    p_message  text,
    p_stack    text,
    OUT error  agora_memory.normalized_error,
    OUT fault  text[]
)
LANGUAGE plpython3u IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $_normalize_error$
if 'normalize_error' not in SD:
    #@include normalize_error.py
    SD['normalize_error'] = normalize_error
try:
    return SD['normalize_error'](p_type, p_message, p_stack), None
except ValueError as error:
    return None, error.args
$_normalize_error$;
ALTER FUNCTION agora_memory._normalize_error(text, text, text) OWNER TO agora_owner;

COMMENT ON FUNCTION agora_memory._normalize_error(text, text, text)
    IS 'Normalised error, or the fault {message, detail, hint} where there is nothing to recognise it by.';
REVOKE ALL ON FUNCTION agora_memory._normalize_error(text, text, text) FROM PUBLIC;
