-- Why an attempt cannot have used the transforms of a JSON list, with its SQLSTATE: the first that is not there or not usable. A table
-- of at most one row, so that it is inlined.
CREATE OR REPLACE FUNCTION agora_memory._transform_refusal(p_transforms jsonb)
RETURNS TABLE (fault text)
LANGUAGE sql STABLE ROWS 1
BEGIN ATOMIC
    SELECT CASE WHEN s.status IS NULL THEN format('ZM005 transform %s is not known', u.id)
                WHEN s.blocked_at IS NOT NULL THEN format('ZM031 transform %s is blocked: %s', u.id, s.blocked_reason)
                ELSE format('ZM006 transform %s is %s', u.id, s.status) END
      FROM jsonb_array_elements(CASE jsonb_typeof(p_transforms) WHEN 'array' THEN p_transforms END) AS u(id)
      LEFT JOIN agora_memory.transform AS s ON s.transform_id = (u.id)::numeric
     WHERE agora_memory._is_usable(s) IS NOT TRUE
     LIMIT 1;
END;

COMMENT ON FUNCTION agora_memory._transform_refusal(jsonb)
    IS 'Why the first unusable transform of a list cannot be used; no row where all can.';
REVOKE ALL ON FUNCTION agora_memory._transform_refusal(jsonb) FROM PUBLIC;
