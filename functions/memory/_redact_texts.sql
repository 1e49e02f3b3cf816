-- Several texts without their secrets, in their order: one search for all of them tells whether there is anything to do.
CREATE OR REPLACE FUNCTION agora_memory._redact_texts(p_texts text[])
RETURNS text[]
LANGUAGE sql STABLE
RETURN CASE
    WHEN agora_memory._has_secret(array_to_string(p_texts, E'\n'))
    THEN (SELECT array_agg(agora_memory._redact(t.text) ORDER BY t.ordinality) FROM unnest(p_texts) WITH ORDINALITY AS t(text, ordinality))
    ELSE p_texts
END;

COMMENT ON FUNCTION agora_memory._redact_texts(text[])
    IS 'Texts with their secrets replaced.';
REVOKE ALL ON FUNCTION agora_memory._redact_texts(text[]) FROM PUBLIC;
