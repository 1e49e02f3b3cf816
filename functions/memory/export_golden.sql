-- One golden state as a document: Markdown for people and prompts, JSON for programs. A fence is longer than any in the code.
-- Errors: 22023 unknown format · ZM050 unknown golden state.
CREATE OR REPLACE FUNCTION agora_memory.export_golden(
    p_golden  bigint,
    p_format  text DEFAULT 'markdown'
)
RETURNS text
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $export_golden$
DECLARE
    v_golden  agora_memory.known_golden_state;
    v_fence   text;
BEGIN
    IF p_format IS NULL OR p_format NOT IN ('markdown', 'json') THEN
        RAISE EXCEPTION USING
            ERRCODE = '22023',
            MESSAGE = 'unknown export format',
            DETAIL  = format('p_format=%s', coalesce(left(p_format, 40), 'NULL')),
            HINT    = 'Pass markdown or json.';
    END IF;
    SELECT g.* INTO v_golden FROM agora_memory.known_golden_state AS g WHERE g.golden_state_id = p_golden;
    IF NOT FOUND THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZM050',
            MESSAGE = 'unknown golden state',
            DETAIL  = format('p_golden=%s', coalesce(p_golden::text, 'NULL')),
            HINT    = 'Find one with agora_memory.search_golden().';
    END IF;
    IF p_format = 'json' THEN
        RETURN to_jsonb(v_golden);
    END IF;

    SELECT repeat('`', greatest(3, 1 + max(length(m.run[1])))) INTO v_fence
      FROM regexp_matches('`' || coalesce(v_golden.code, ''), '`+', 'g') AS m(run);
    RETURN concat_ws(
        E'\n\n',
        '# Golden state ' || p_golden,
        concat_ws(E'\n', '- status: ' || v_golden.status, '- quality: ' || v_golden.quality, '- category: ' || v_golden.category,
                  format('- reuses: %s, successful: %s', v_golden.reuses, v_golden.successes),
                  '- model: ' || v_golden.model, '- tools: ' || array_to_string(v_golden.tools, ', '),
                  '- transforms: ' || array_to_string(v_golden.transform_ids, ', ')),
        '## Problem', v_golden.problem,
        '## Solution', nullif(v_golden.solution, v_golden.code),
        v_fence || v_golden.language || E'\n' || rtrim(v_golden.code, E'\n') || E'\n' || v_fence) || E'\n';
END;
$export_golden$;

COMMENT ON FUNCTION agora_memory.export_golden(bigint, text)
    IS 'A golden state as text: markdown or json.';
REVOKE ALL ON FUNCTION agora_memory.export_golden(bigint, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_memory.export_golden(bigint, text) TO agora_reader;
