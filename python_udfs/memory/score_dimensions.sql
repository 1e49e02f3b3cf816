-- The dimensions of quality that a scorer gives, with the facts behind them; the body is python_udfs/memory/score_dimensions.py
-- over the facts of code_facts.py. Weights are not known here: score_code() applies them.
-- Errors: 22023 unknown scorer, code or language missing.
CREATE OR REPLACE FUNCTION agora_memory.score_dimensions(
    p_code           text,
    p_language       text,
    p_context        jsonb,
    p_scorer         text,
    OUT dimensions   jsonb,
    OUT facts        jsonb
)
LANGUAGE plpython3u IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $score_dimensions$
if 'score' not in SD:
    import json
    #@include code_facts.py
    #@include score_dimensions.py
    def score(code, language, context, scorer):
        if code is None or language is None:
            raise ValueError('code or language is missing', 'language={}'.format(language), 'Pass both.')
        facts = code_facts(code, language)
        return json.dumps(score_dimensions(code, facts, json.loads(context or '{}'), scorer)), json.dumps(facts)
    SD['score'] = score
try:
    return SD['score'](p_code, p_language, p_context, p_scorer)
except ValueError as error:
    message, detail, hint = error.args
    plpy.error(message, sqlstate='22023', detail=detail, hint=hint)
$score_dimensions$;
ALTER FUNCTION agora_memory.score_dimensions(text, text, jsonb, text) OWNER TO agora_owner;

COMMENT ON FUNCTION agora_memory.score_dimensions(text, text, jsonb, text)
    IS 'Completeness, documentation, compliance, metadata and simplicity, 0..1 each, and the facts they follow from; scorer syntax, legacy_stf or legacy_pattern.';
REVOKE ALL ON FUNCTION agora_memory.score_dimensions(text, text, jsonb, text) FROM PUBLIC;
