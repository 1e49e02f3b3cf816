-- Names an approach: the transform where there is one, else the hash of its description, blind to case and white space.
CREATE OR REPLACE FUNCTION agora_memory._approach_key(
    p_transform  bigint,
    p_approach   text
)
RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE
RETURN CASE
    WHEN p_transform IS NOT NULL THEN 'transform:' || p_transform
    WHEN p_approach ~ '\S' THEN 'text:' || encode(agora_memory._fingerprint(p_approach), 'hex')
END;

COMMENT ON FUNCTION agora_memory._approach_key(bigint, text)
    IS 'Key of an approach: transform:<id> or text:<SHA-256>; NULL where neither is known.';
REVOKE ALL ON FUNCTION agora_memory._approach_key(bigint, text) FROM PUBLIC;
