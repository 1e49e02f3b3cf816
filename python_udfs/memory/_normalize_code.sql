-- What two spellings of the same program have in common, or why it has no normalised form; normalize_code() raises that.
-- Compiled once per session in SD, not GD: SD is emptied when the function is replaced.
-- The last result stays there too: completing an attempt asks twice for the same code.
CREATE OR REPLACE FUNCTION agora_memory._normalize_code(
    p_code      text,
    p_language  text,
    OUT code    agora_memory.normalized_code,
    OUT fault   text[]
)
LANGUAGE plpython3u IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $_normalize_code$
if 'normalize_code' not in SD:
    #@include normalize_code.py
    SD['normalize_code'], SD['last'] = normalize_code, (None, None, None)
code, language, result = SD['last']
if result is None or (code, language) != (p_code, p_language):
    try:
        result = SD['normalize_code'](p_code, p_language), None
    except ValueError as error:
        result = None, error.args
    SD['last'] = p_code, p_language, result
return result
$_normalize_code$;
ALTER FUNCTION agora_memory._normalize_code(text, text) OWNER TO agora_owner;

COMMENT ON FUNCTION agora_memory._normalize_code(text, text)
    IS 'Normalised code, or the fault {message, detail, hint} that keeps it from having a normalised form.';
REVOKE ALL ON FUNCTION agora_memory._normalize_code(text, text) FROM PUBLIC;
