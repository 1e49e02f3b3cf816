-- The reward formula for adoption; the body is python_udfs/reward/adoption_reward.py.
CREATE OR REPLACE FUNCTION agora_reward._adoption_reward(
    p_users        integer,
    p_confidence   numeric,
    p_saved        numeric,
    p_is_verified  boolean,
    p_policy       jsonb,
    OUT amount  numeric,
    OUT fault   text[]
)
LANGUAGE plpython3u IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $_adoption_reward$
if 'adoption_reward' not in SD:
    import json
    #@include adoption_reward.py
    SD['adoption_reward'] = adoption_reward
    SD['policy'] = lambda text: json.loads(text, parse_float=Decimal, parse_int=Decimal)
try:
    return SD['adoption_reward'](p_users, p_confidence, p_saved, p_is_verified, SD['policy'](p_policy or '{}')), None
except ValueError as error:
    return None, error.args
$_adoption_reward$;
ALTER FUNCTION agora_reward._adoption_reward(integer, numeric, numeric, boolean, jsonb) OWNER TO agora_owner;

COMMENT ON FUNCTION agora_reward._adoption_reward(integer, numeric, numeric, boolean, jsonb)
    IS 'Tokens a transform has earned by its adoption under a policy, or the fault {message, detail, hint} of an input.';
REVOKE ALL ON FUNCTION agora_reward._adoption_reward(integer, numeric, numeric, boolean, jsonb) FROM PUBLIC;
