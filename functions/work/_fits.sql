-- Whether arguments match patterns one by one, and each that is left the pattern for the rest.
CREATE OR REPLACE FUNCTION agora_work._fits(
    p_arguments  text[],
    p_patterns   text[],
    p_rest       text
)
RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
    SELECT cardinality(p_arguments) >= cardinality(p_patterns)
           AND coalesce(bool_and(coalesce(agora_work._matches(a.value, coalesce(p_patterns[a.place], p_rest)), false)), true) AS fits
      FROM unnest(p_arguments) WITH ORDINALITY AS a(value, place);
END;

COMMENT ON FUNCTION agora_work._fits(text[], text[], text)
    IS 'Whether arguments are what patterns allow, each as a whole.';
REVOKE ALL ON FUNCTION agora_work._fits(text[], text[], text) FROM PUBLIC;
