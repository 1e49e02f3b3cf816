-- The reward formula for transforms; the body is python_udfs/reward/transform_reward.py.
CREATE OR REPLACE FUNCTION agora_reward._transform_reward(
    p_quality     numeric,
    p_novelty     numeric,
    p_complexity  numeric,
    p_policy      jsonb,
    OUT amount    numeric,
    OUT fault     text[]
)
LANGUAGE plpython3u IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $_transform_reward$
if 'transform_reward' not in SD:
    import json
    #@include transform_reward.py
    SD['transform_reward'] = transform_reward
    SD['policy'] = lambda text: json.loads(text, parse_float=Decimal, parse_int=Decimal)
try:
    return SD['transform_reward'](p_quality, p_novelty, p_complexity, SD['policy'](p_policy or '{}')), None
except ValueError as error:
    return None, error.args
$_transform_reward$;
ALTER FUNCTION agora_reward._transform_reward(numeric, numeric, numeric, jsonb) OWNER TO agora_owner;

COMMENT ON FUNCTION agora_reward._transform_reward(numeric, numeric, numeric, jsonb)
    IS 'Tokens a transform earns under a policy, or the fault {message, detail, hint} of an input.';
REVOKE ALL ON FUNCTION agora_reward._transform_reward(numeric, numeric, numeric, jsonb) FROM PUBLIC;
