-- What the reward of a transform is computed from.
CREATE OR REPLACE FUNCTION agora_reward._transform_factors(
    p_transform  agora_memory.transform,
    p_paid       numeric
)
RETURNS jsonb
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN jsonb_build_object('quality', coalesce((p_transform).quality, 0), 'novelty', (p_transform).novelty, 'complexity', (p_transform).complexity)
       || CASE WHEN p_paid > 0 THEN jsonb_build_object('lineage_paid', p_paid) ELSE '{}' END;

COMMENT ON FUNCTION agora_reward._transform_factors(agora_memory.transform, numeric)
    IS 'Factors of the reward of a transform, with what its lineage has earned.';
REVOKE ALL ON FUNCTION agora_reward._transform_factors(agora_memory.transform, numeric) FROM PUBLIC;
