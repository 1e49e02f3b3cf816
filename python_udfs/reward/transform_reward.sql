-- The reward formula for transforms; the body is python_udfs/reward/transform_reward.py. Without a policy the constants in
-- force now are used, so the call is a preview.
-- Errors: 22023 input not a share, unusable policy.
CREATE OR REPLACE FUNCTION agora_reward.transform_reward(
    p_quality     numeric,
    p_novelty     numeric,
    p_complexity  numeric,
    p_policy      jsonb DEFAULT agora_reward.policy('transform')
)
RETURNS numeric
LANGUAGE plpython3u IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $transform_reward$
if 'transform_reward' not in SD:
    import json
    #@include transform_reward.py
    SD['transform_reward'] = transform_reward
    SD['policy'] = lambda text: json.loads(text, parse_float=Decimal, parse_int=Decimal)
try:
    return SD['transform_reward'](p_quality, p_novelty, p_complexity, SD['policy'](p_policy or '{}'))
except ValueError as error:
    message, detail, hint = error.args
    plpy.error(message, sqlstate='22023', detail=detail, hint=hint)
$transform_reward$;

COMMENT ON FUNCTION agora_reward.transform_reward(numeric, numeric, numeric, jsonb)
    IS 'Tokens a transform earns: min(cap, tier(quality) x (0.5 + 0.5 novelty) x (1 + 0.3 complexity)) with the constants of the policy; inputs 0..1, result rounded half up to 6 decimals.';
REVOKE ALL ON FUNCTION agora_reward.transform_reward(numeric, numeric, numeric, jsonb) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_reward.transform_reward(numeric, numeric, numeric, jsonb) TO agora_reader;
ALTER FUNCTION agora_reward.transform_reward(numeric, numeric, numeric, jsonb) OWNER TO agora_owner;
