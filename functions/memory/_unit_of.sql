-- The unit of code that an extraction leaves to keep: what it found, or all of the code, verbatim, where it found nothing or nothing
-- else.
CREATE OR REPLACE FUNCTION agora_memory._unit_of(
    p_found  agora_memory.code_extraction,
    p_code   text
)
RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN (p_found).is_extracted AND btrim((p_found).code, E' \t\n\r') <> btrim(p_code, E' \t\n\r') THEN (p_found).code ELSE p_code END;

COMMENT ON FUNCTION agora_memory._unit_of(agora_memory.code_extraction, text)
    IS 'The unit of code to keep.';
REVOKE ALL ON FUNCTION agora_memory._unit_of(agora_memory.code_extraction, text) FROM PUBLIC;
