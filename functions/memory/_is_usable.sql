-- Whether a transform may be recommended and used: what every function asks. The views say the same in their own words, because
-- whoever reads a view needs the right to each function in it.
CREATE OR REPLACE FUNCTION agora_memory._is_usable(p_transform agora_memory.transform)
RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN (p_transform).status IN ('pending', 'approved') AND (p_transform).blocked_at IS NULL;

COMMENT ON FUNCTION agora_memory._is_usable(agora_memory.transform)
    IS 'Whether a transform is neither rejected, deprecated nor blocked.';
REVOKE ALL ON FUNCTION agora_memory._is_usable(agora_memory.transform) FROM PUBLIC;
