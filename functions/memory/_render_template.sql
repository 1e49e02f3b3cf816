-- Fills a template in one pass, strictly: every parameter has a value, every value a parameter. Values are data: braces in them
-- are never read again.
-- Errors: 22023 no JSON object · ZM062 values and parameters differ.
CREATE OR REPLACE FUNCTION agora_memory._render_template(
    p_template  text,
    p_values    jsonb
)
RETURNS text
LANGUAGE plpgsql IMMUTABLE
SET search_path = pg_catalog, pg_temp
AS $_render_template$
DECLARE
    c_parameter   CONSTANT text := '\{\{ *([A-Za-z_][A-Za-z0-9_]{0,59}) *\}\}';
    v_parameters  text[] := agora_memory._template_parameters(p_template);
    v_texts       text[];
    v_missing     text[];
    v_unknown     text[];
BEGIN
    PERFORM agora._check_object('p_values', p_values, 1000000);
    v_missing := ARRAY(SELECT n.name FROM unnest(v_parameters) WITH ORDINALITY AS n(name, ordinal)
                        WHERE coalesce(jsonb_typeof(p_values -> n.name), 'null') NOT IN ('string', 'number', 'boolean')
                        ORDER BY n.ordinal);
    v_unknown := ARRAY(SELECT k.name FROM jsonb_object_keys(p_values) AS k(name) WHERE k.name <> ALL (v_parameters) ORDER BY k.name);
    IF cardinality(v_missing || v_unknown) > 0 THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZM062',
            MESSAGE = 'values do not fit the template',
            DETAIL  = left(format('missing=%s unknown=%s', array_to_string(v_missing, ','), array_to_string(v_unknown, ',')), 500),
            HINT    = 'Give every parameter a text, number or truth value, and nothing else.';
    END IF;
    v_texts := regexp_split_to_array(p_template, c_parameter);
    RETURN (SELECT string_agg(t.text || coalesce(p_values ->> m.name[1], ''), '' ORDER BY t.ordinal)
              FROM unnest(v_texts) WITH ORDINALITY AS t(text, ordinal)
              LEFT JOIN regexp_matches(p_template, c_parameter, 'g') WITH ORDINALITY AS m(name, ordinal) ON m.ordinal = t.ordinal);
END;
$_render_template$;

COMMENT ON FUNCTION agora_memory._render_template(text, jsonb)
    IS 'A template with its parameters replaced by values.';
REVOKE ALL ON FUNCTION agora_memory._render_template(text, jsonb) FROM PUBLIC;
