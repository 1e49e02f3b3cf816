-- Fills the placeholders of a template with literals, or says what does not fit; _fill_template() raises that.
CREATE OR REPLACE FUNCTION agora_memory._adapt_code(
    p_code        text,
    p_language    text,
    p_parameters  jsonb,
    p_values      jsonb,
    OUT code      text,
    OUT fault     text[]
)
LANGUAGE plpython3u IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $_adapt_code$
if 'adapt_code' not in SD:
    import json
    #@include adapt_code.py
    SD['adapt_code'], SD['loads'] = adapt_code, json.loads
loads = SD['loads']
try:
    return SD['adapt_code'](p_code, p_language, loads(p_parameters), None if p_values is None else loads(p_values)), None
except ValueError as error:
    return None, error.args
$_adapt_code$;
ALTER FUNCTION agora_memory._adapt_code(text, text, jsonb, jsonb) OWNER TO agora_owner;

COMMENT ON FUNCTION agora_memory._adapt_code(text, text, jsonb, jsonb)
    IS 'Template with its values, or the fault {message, detail, hint, sqlstate}; NULL values check the template only.';
REVOKE ALL ON FUNCTION agora_memory._adapt_code(text, text, jsonb, jsonb) FROM PUBLIC;
