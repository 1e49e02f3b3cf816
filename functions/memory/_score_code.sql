-- Measures code by the version of a scorer that is in force: dimensions from the formula, weights from the table.
-- Errors: 22023 unknown scorer, code or language missing.
CREATE OR REPLACE FUNCTION agora_memory._score_code(
    p_code      text,
    p_language  text,
    p_context   jsonb,
    p_scorer    text
)
RETURNS agora_memory.code_score
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $_score_code$
DECLARE
    v_version    integer;
    v_found      record;
    v_composite  numeric;
BEGIN
    SELECT max(s.version) INTO v_version FROM agora_memory.quality_scorer AS s WHERE s.scorer = p_scorer;
    IF v_version IS NULL THEN
        RAISE EXCEPTION USING
            ERRCODE = '22023',
            MESSAGE = 'unknown scorer',
            DETAIL  = format('p_scorer=%s', left(coalesce(p_scorer, 'NULL'), 200)),
            HINT    = 'See agora_memory.known_scorer.';
    END IF;
    v_found := agora_memory._score_dimensions(p_code, p_language, p_context, p_scorer);
    IF v_found.fault IS NOT NULL THEN
        PERFORM agora._raise_fault(v_found.fault);
    END IF;
    SELECT round(sum(d.weight * (v_found.dimensions ->> d.dimension)::numeric), 6) INTO v_composite
      FROM agora_memory.quality_dimension AS d
     WHERE d.scorer = p_scorer AND d.version = v_version;
    RETURN (v_composite, agora_memory.quality_tier(v_composite), v_found.dimensions,
            round(least(1, greatest(0, (v_found.facts ->> 'cyclomatic')::numeric - 1) / 20.0), 6),
            v_found.facts, p_scorer, v_version)::agora_memory.code_score;
END;
$_score_code$;

COMMENT ON FUNCTION agora_memory._score_code(text, text, jsonb, text)
    IS 'Score of code whose language has its canonical name.';
REVOKE ALL ON FUNCTION agora_memory._score_code(text, text, jsonb, text) FROM PUBLIC;
