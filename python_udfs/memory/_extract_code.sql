-- The reusable part of submitted code, or which option is at fault; extract_code() raises that. It never fails on code: what holds
-- nothing to extract is method none.
CREATE OR REPLACE FUNCTION agora_memory._extract_code(
    p_code      text,
    p_language  text,
    p_options   jsonb,
    OUT found   agora_memory.code_extraction,
    OUT fault   text[]
)
LANGUAGE plpython3u IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $_extract_code$
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
    return SD['extract_code'](p_code, p_language, p_options), None
except ValueError as error:
    return None, error.args
$_extract_code$;
ALTER FUNCTION agora_memory._extract_code(text, text, jsonb) OWNER TO agora_owner;

COMMENT ON FUNCTION agora_memory._extract_code(text, text, jsonb)
    IS 'Reusable part of code, or the fault {message, detail, hint} of the options.';
REVOKE ALL ON FUNCTION agora_memory._extract_code(text, text, jsonb) FROM PUBLIC;
