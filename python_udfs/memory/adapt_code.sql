-- Fills the placeholders of a template with literals; the body is python_udfs/memory/adapt_code.py. Without values it only checks.
-- Errors: 22023 values do not fit · ZM034 not a usable template.
CREATE OR REPLACE FUNCTION agora_memory.adapt_code(
    p_code        text,
    p_language    text,
    p_parameters  jsonb,
    p_values      jsonb
)
RETURNS text
LANGUAGE plpython3u IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $adapt_code$
if 'adapt_code' not in SD:
    import json
    #@include adapt_code.py
    SD['adapt_code'], SD['loads'] = adapt_code, json.loads
loads = SD['loads']
try:
    return SD['adapt_code'](p_code, p_language, loads(p_parameters), None if p_values is None else loads(p_values))
except ValueError as error:
    message, detail, hint, code = error.args
    plpy.error(message, sqlstate='ZM034' if code == 'ZM034' else '22023', detail=detail, hint=hint)
$adapt_code$;
ALTER FUNCTION agora_memory.adapt_code(text, text, jsonb, jsonb) OWNER TO agora_owner;

COMMENT ON FUNCTION agora_memory.adapt_code(text, text, jsonb, jsonb)
    IS 'A template with its values as literals of its language; NULL values check the template only.';
REVOKE ALL ON FUNCTION agora_memory.adapt_code(text, text, jsonb, jsonb) FROM PUBLIC;
