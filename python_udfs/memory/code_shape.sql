-- What is left of normalised code without its own names; the body is python_udfs/memory/code_shape.py.
CREATE OR REPLACE FUNCTION agora_memory.code_shape(
    p_normalized  text,
    p_language    text
)
RETURNS agora_memory.code_shape
LANGUAGE plpython3u IMMUTABLE STRICT PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $code_shape$
if 'code_shape' not in SD:
    #@include code_shape.py
    SD['code_shape'] = code_shape
return SD['code_shape'](p_normalized, p_language)
$code_shape$;
ALTER FUNCTION agora_memory.code_shape(text, text) OWNER TO agora_owner;

COMMENT ON FUNCTION agora_memory.code_shape(text, text)
    IS 'Shape of code in its normalised form: a hash that renaming does not change, and hashed runs of tokens to compare.';
REVOKE ALL ON FUNCTION agora_memory.code_shape(text, text) FROM PUBLIC;
