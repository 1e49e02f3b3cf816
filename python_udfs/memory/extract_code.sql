-- The reusable part of submitted code; the body is python_udfs/memory/extract_code.py. It never fails on code: what holds nothing
-- to extract is method none.
-- Errors: 22023 unknown or malformed option.
CREATE OR REPLACE FUNCTION agora_memory.extract_code(
    p_code      text,
    p_language  text  DEFAULT 'python',
    p_options   jsonb DEFAULT '{}'
)
RETURNS agora_memory.code_extraction
LANGUAGE plpython3u IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $extract_code$
if 'extract_code' not in SD:
    import json
    #@include code_facts.py
    #@include extract_code.py
    def extract(code, language, options):
        given = json.loads(options or '{}')
        if not isinstance(given, dict):
            raise ValueError('extraction option is not usable', 'p_options={}'.format(options)[:200], 'Pass a JSON object.')
        found = extract_code(code, language, given, tree_facts, code_facts)
        found['facts'], found['alternatives'] = json.dumps(found['facts']), json.dumps(found['alternatives'])
        return found
    SD['extract_code'] = extract
try:
    return SD['extract_code'](p_code, p_language, p_options)
except ValueError as error:
    message, detail, hint = error.args
    plpy.error(message, sqlstate='22023', detail=detail, hint=hint)
$extract_code$;
ALTER FUNCTION agora_memory.extract_code(text, text, jsonb) OWNER TO agora_owner;

COMMENT ON FUNCTION agora_memory.extract_code(text, text, jsonb)
    IS 'Best function (or class) of submitted code with confidence 0..1, and up to five alternatives; options min_lines, max_lines, require_function, extract_classes, include_dependencies.';
REVOKE ALL ON FUNCTION agora_memory.extract_code(text, text, jsonb) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_memory.extract_code(text, text, jsonb) TO agora_service;
