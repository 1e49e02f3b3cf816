-- What the scorers know about code, or what is missing; code_facts() raises that.
CREATE OR REPLACE FUNCTION agora_memory._code_facts(
    p_code      text,
    p_language  text,
    OUT facts   jsonb,
    OUT fault   text[]
)
LANGUAGE plpython3u IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $_code_facts$
if 'code_facts' not in SD:
    import json
    #@include code_facts.py
    SD['code_facts'], SD['dumps'] = code_facts, json.dumps
try:
    return SD['dumps'](SD['code_facts'](p_code, p_language)), None
except ValueError as error:
    return None, error.args
$_code_facts$;
ALTER FUNCTION agora_memory._code_facts(text, text) OWNER TO agora_owner;

COMMENT ON FUNCTION agora_memory._code_facts(text, text)
    IS 'Counts of what code holds, or the fault {message, detail, hint} where there is no code or language.';
REVOKE ALL ON FUNCTION agora_memory._code_facts(text, text) FROM PUBLIC;
