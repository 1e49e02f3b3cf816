-- Why a regular expression cannot be a redaction rule. Rules are joined into one expression, so that options, back references and
-- anchors would mean something else there; bounds of more than 255, and nested ones that are too complex, the engine refuses.
CREATE OR REPLACE FUNCTION agora_memory._pattern_fault(p_pattern text)
RETURNS text
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $_pattern_fault$
DECLARE
    c_bounds  CONSTANT integer := 5000; -- states, about: what the engine makes of a{250} in b{20}
    v_bare    text := regexp_replace(regexp_replace(p_pattern, '\\.', '', 'g'), '\[\^?\]?[^]]*\]', '', 'g');
BEGIN
    IF p_pattern ~ '^(\*\*\*|\(\?[a-z]+\))' THEN
        RETURN 'has options of its own';
    ELSIF regexp_replace(p_pattern, '\\\\', '', 'g') ~ '\\([1-9]|A|Z)' OR v_bare ~ '[\^$]' THEN
        RETURN 'has a back reference or an anchor';
    ELSIF (SELECT coalesce(exp(sum(ln(greatest(1, coalesce(nullif(b[2], ''), b[1])::numeric)))), 1)
             FROM regexp_matches(v_bare, '\{(\d{1,9})(?:,(\d{0,9}))?\}', 'g') AS b) > c_bounds THEN
        RETURN 'has bounds that multiply beyond measure';
    ELSIF '' ~ p_pattern THEN
        RETURN 'matches an empty text';
    END IF;
    RETURN NULL;
EXCEPTION WHEN invalid_regular_expression THEN
    RETURN 'is no regular expression: ' || sqlerrm;
END;
$_pattern_fault$;

COMMENT ON FUNCTION agora_memory._pattern_fault(text)
    IS 'What is wrong with a pattern of a redaction rule, or NULL.';
REVOKE ALL ON FUNCTION agora_memory._pattern_fault(text) FROM PUBLIC;
