-- The reward formula for golden states; the body is python_udfs/reward/golden_reward.py.
CREATE OR REPLACE FUNCTION agora_reward._golden_reward(
    p_quality  numeric,
    p_policy   jsonb,
    OUT amount  numeric,
    OUT fault   text[]
)
LANGUAGE plpython3u IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $_golden_reward$
if 'golden_reward' not in SD:
    import json
    #@include golden_reward.py
    SD['golden_reward'] = golden_reward
    SD['policy'] = lambda text: json.loads(text, parse_float=Decimal, parse_int=Decimal)
try:
    return SD['golden_reward'](p_quality, SD['policy'](p_policy or '{}')), None
except ValueError as error:
    return None, error.args
$_golden_reward$;
ALTER FUNCTION agora_reward._golden_reward(numeric, jsonb) OWNER TO agora_owner;

COMMENT ON FUNCTION agora_reward._golden_reward(numeric, jsonb)
    IS 'Tokens the approval of a golden state earns under a policy, or the fault {message, detail, hint} of an input.';
REVOKE ALL ON FUNCTION agora_reward._golden_reward(numeric, jsonb) FROM PUBLIC;
