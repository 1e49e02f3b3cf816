-- What a template asks for. A parameter is {{ name }}; all other text, braces included, is text.
CREATE OR REPLACE FUNCTION agora_memory._template_parameters(p_template text)
RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
    SELECT coalesce(array_agg(f.name ORDER BY f.first), '{}')
      FROM (SELECT m.name[1] AS name, min(m.ordinal) AS first
              FROM regexp_matches(p_template, '\{\{ *([A-Za-z_][A-Za-z0-9_]{0,59}) *\}\}', 'g') WITH ORDINALITY AS m(name, ordinal)
             GROUP BY m.name[1]) AS f;
END;

COMMENT ON FUNCTION agora_memory._template_parameters(text)
    IS 'Names of the parameters of a template, in order of first appearance.';
REVOKE ALL ON FUNCTION agora_memory._template_parameters(text) FROM PUBLIC;
