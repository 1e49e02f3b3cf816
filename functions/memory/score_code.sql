-- How good code is, in five dimensions. What the code itself does not say (author, version, description; name, node_type, text,
-- use_cases, examples, metadata, complexity for the legacy scorers) comes in p_context.
-- Errors: 22023 unusable code, context or scorer.
CREATE OR REPLACE FUNCTION agora_memory.score_code(
    p_code      text,
    p_language  text  DEFAULT 'python',
    p_context   jsonb DEFAULT '{}',
    p_scorer    text  DEFAULT 'syntax'
)
RETURNS agora_memory.code_score
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $score_code$
DECLARE
    v_wrong text;
BEGIN
    PERFORM agora._check_text('p_code', p_code, agora.setting_integer('memory.code_limit'));
    PERFORM agora._check_object('p_context', p_context);
    SELECT e.key INTO v_wrong
      FROM jsonb_each(p_context) AS e
     WHERE jsonb_typeof(e.value) NOT IN ('null', CASE e.key WHEN 'use_cases' THEN 'array' WHEN 'examples' THEN 'array'
                                                            WHEN 'metadata' THEN 'object' ELSE 'string' END)
     LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION USING
            ERRCODE = '22023',
            MESSAGE = 'context of a score is not usable',
            DETAIL  = format('key=%s', left(v_wrong, 100)),
            HINT    = 'use_cases and examples are lists, metadata is an object, everything else a text.';
    END IF;
    RETURN agora_memory._score_code(p_code, (agora_memory.normalize_code(p_code, p_language)).language, p_context, p_scorer);
END;
$score_code$;

COMMENT ON FUNCTION agora_memory.score_code(text, text, jsonb, text)
    IS 'Quality of code 0..1 by scorer syntax, legacy_stf or legacy_pattern: composite, tier, dimensions, complexity and the facts behind them. Python must parse.';
REVOKE ALL ON FUNCTION agora_memory.score_code(text, text, jsonb, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_memory.score_code(text, text, jsonb, text) TO agora_service;
