-- The dimensions of quality that a scorer gives, with the facts behind them, or why there are none; _score_code() raises that and
-- applies the weights, which are not known here.
CREATE OR REPLACE FUNCTION agora_memory._score_dimensions(
    p_code           text,
    p_language       text,
    p_context        jsonb,
    p_scorer         text,
    OUT dimensions   jsonb,
    OUT facts        jsonb,
    OUT fault        text[]
)
LANGUAGE plpython3u IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $_score_dimensions$
if 'score' not in SD:
    import json
    #@include code_facts.py
    #@include score_dimensions.py
    def score(code, language, context, scorer):
        facts = code_facts(code, language)
        return json.dumps(score_dimensions(code, facts, json.loads(context or '{}'), scorer)), json.dumps(facts), None
    SD['score'] = score
try:
    return SD['score'](p_code, p_language, p_context, p_scorer)
except ValueError as error:
    return None, None, error.args
$_score_dimensions$;
ALTER FUNCTION agora_memory._score_dimensions(text, text, jsonb, text) OWNER TO agora_owner;

COMMENT ON FUNCTION agora_memory._score_dimensions(text, text, jsonb, text)
    IS 'Completeness, documentation, compliance, metadata and simplicity, 0..1 each, and the facts they follow from, or the fault {message, detail, hint}; scorer syntax, legacy_stf or legacy_pattern.';
REVOKE ALL ON FUNCTION agora_memory._score_dimensions(text, text, jsonb, text) FROM PUBLIC;
