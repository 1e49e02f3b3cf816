-- An SPDX licence expression in the spelling of the list: identifiers, an optional +, WITH an exception, AND, OR, parentheses,
-- or a LicenseRef of one's own. The grammar is applied by replacing what is complete by L until nothing but L is left.
-- Errors: 22023 malformed, unknown identifier.
CREATE OR REPLACE FUNCTION agora_memory._check_licence(p_licence text)
RETURNS text
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $_check_licence$
DECLARE
    c_name   CONSTANT text := '[A-Za-z0-9.-]+';
    v_left   text;
    v_next   text;
    v_wrong  text;
    v_spelt  text;
BEGIN
    IF p_licence IS NULL THEN
        RETURN NULL;
    END IF;
    PERFORM agora._check_text('p_licence', p_licence, 500);
    SELECT string_agg(coalesce(l.spelt, w.word), ' ' ORDER BY w.n),
           string_agg(w.word, ', ') FILTER (WHERE l.spelt IS NULL AND w.word !~ '^([()]|AND|OR|WITH|(DocumentRef-[A-Za-z0-9.-]+:)?LicenseRef-[A-Za-z0-9.-]+)$')
      INTO v_spelt, v_wrong
      FROM (SELECT m.word[1] AS word, m.n, coalesce(lag(m.word[1]) OVER (ORDER BY m.n) = 'WITH', false) AS is_exception
              FROM regexp_matches(p_licence, '[()]|[^\s()]+', 'g') WITH ORDINALITY AS m(word, n)) AS w
      LEFT JOIN LATERAL (
           SELECT x.licence || CASE WHEN lower(x.licence) = lower(w.word) THEN '' ELSE '+' END AS spelt
             FROM agora_memory.spdx_licence AS x
            WHERE x.is_exception = w.is_exception AND lower(x.licence) = ANY (ARRAY[lower(w.word), CASE WHEN NOT w.is_exception THEN lower(regexp_replace(w.word, '\+$', '')) END])
            ORDER BY length(x.licence) DESC
            LIMIT 1) AS l ON true;
    v_left := regexp_replace(v_spelt, '(^|[ (])(?!(AND|OR|WITH)( |$))(DocumentRef-' || c_name || ':)?' || c_name || '\+?( WITH ' || c_name || ')?(?= |$)', '\1L', 'g');
    LOOP
        v_next := regexp_replace(regexp_replace(v_left, '\( L \)', 'L', 'g'), '\mL (AND|OR) L\M', 'L', 'g');
        EXIT WHEN v_next = v_left;
        v_left := v_next;
    END LOOP;
    IF v_wrong IS NOT NULL OR v_left <> 'L' THEN
        RAISE EXCEPTION USING
            ERRCODE = '22023',
            MESSAGE = 'licence is not an SPDX expression',
            DETAIL  = format('p_licence=%s unknown=%s', p_licence, coalesce(v_wrong, 'none')),
            HINT    = 'Such as MIT, or Apache-2.0 WITH LLVM-exception, or (MIT OR GPL-2.0-only), or LicenseRef-ours; see agora_memory.known_licence.';
    END IF;
    RETURN replace(replace(v_spelt, '( ', '('), ' )', ')');
END;
$_check_licence$;

COMMENT ON FUNCTION agora_memory._check_licence(text)
    IS 'A licence expression in the spelling of the SPDX list; anything else is refused, NULL passes.';
REVOKE ALL ON FUNCTION agora_memory._check_licence(text) FROM PUBLIC;
