-- The reward formula for patterns; the body is python_udfs/reward/pattern_reward.py.
CREATE OR REPLACE FUNCTION agora_reward._pattern_reward(
    p_quality     numeric,
    p_novelty     numeric,
    p_similarity  numeric,
    p_complexity  numeric,
    p_role        text,
    p_policy      jsonb,
    OUT amount  numeric,
    OUT fault   text[]
)
LANGUAGE plpython3u IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $_pattern_reward$
if 'pattern_reward' not in SD:
    import json
    #@include pattern_reward.py
    SD['pattern_reward'] = pattern_reward
    SD['policy'] = lambda text: json.loads(text, parse_float=Decimal, parse_int=Decimal)
try:
    return SD['pattern_reward'](p_quality, p_novelty, p_similarity, p_complexity, p_role, SD['policy'](p_policy or '{}')), None
except ValueError as error:
    return None, error.args
$_pattern_reward$;
ALTER FUNCTION agora_reward._pattern_reward(numeric, numeric, numeric, numeric, text, jsonb) OWNER TO agora_owner;

COMMENT ON FUNCTION agora_reward._pattern_reward(numeric, numeric, numeric, numeric, text, jsonb)
    IS 'Tokens a pattern earns under a policy, or the fault {message, detail, hint} of an input.';
REVOKE ALL ON FUNCTION agora_reward._pattern_reward(numeric, numeric, numeric, numeric, text, jsonb) FROM PUBLIC;
