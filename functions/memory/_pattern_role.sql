-- One vocabulary for what code does in a system. The registry's names for its kinds of node mean the same roles.
CREATE OR REPLACE FUNCTION agora_memory._pattern_role(p_role text)
RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE lower(p_role)
    WHEN 'effect' THEN 'effect'             WHEN 'crud' THEN 'effect'
    WHEN 'compute' THEN 'compute'           WHEN 'transformation' THEN 'compute'
    WHEN 'reducer' THEN 'reducer'           WHEN 'aggregation' THEN 'reducer'
    WHEN 'orchestrator' THEN 'orchestrator' WHEN 'orchestration' THEN 'orchestrator'
    WHEN 'utility' THEN 'utility'
    WHEN 'example' THEN 'example'
END;

COMMENT ON FUNCTION agora_memory._pattern_role(text)
    IS 'Role for one of its names; NULL where it is none.';
REVOKE ALL ON FUNCTION agora_memory._pattern_role(text) FROM PUBLIC;
