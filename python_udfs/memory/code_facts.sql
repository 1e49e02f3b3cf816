-- What the scorers know about code; the body is python_udfs/memory/code_facts.py.
-- Errors: 22023 code or language missing.
CREATE OR REPLACE FUNCTION agora_memory.code_facts(
    p_code      text,
    p_language  text DEFAULT 'python'
)
RETURNS jsonb
LANGUAGE plpython3u IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $code_facts$
if 'code_facts' not in SD:
    import json
    #@include code_facts.py
    SD['code_facts'], SD['dumps'] = code_facts, json.dumps
if p_code is None or p_language is None:
    plpy.error('code or language is missing', sqlstate='22023', detail='p_language={}'.format(p_language), hint='Pass both.')
return SD['dumps'](SD['code_facts'](p_code, p_language))
$code_facts$;
ALTER FUNCTION agora_memory.code_facts(text, text) OWNER TO agora_owner;

COMMENT ON FUNCTION agora_memory.code_facts(text, text)
    IS 'Counts of what code holds (definitions, documentation, types, guards, paths), by syntax tree for python, by words for the rest.';
REVOKE ALL ON FUNCTION agora_memory.code_facts(text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_memory.code_facts(text, text) TO agora_service;
