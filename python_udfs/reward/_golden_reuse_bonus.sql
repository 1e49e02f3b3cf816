-- The reward formula for reuse of golden states; the body is python_udfs/reward/golden_reuse_bonus.py.
CREATE OR REPLACE FUNCTION agora_reward._golden_reuse_bonus(
    p_n        integer,
    p_bonuses  numeric,
    p_reward   numeric,
    p_policy   jsonb,
    OUT amount  numeric,
    OUT fault   text[]
)
LANGUAGE plpython3u IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $_golden_reuse_bonus$
if 'golden_reuse_bonus' not in SD:
    import json
    #@include golden_reuse_bonus.py
    SD['golden_reuse_bonus'] = golden_reuse_bonus
    SD['policy'] = lambda text: json.loads(text, parse_float=Decimal, parse_int=Decimal)
try:
    return SD['golden_reuse_bonus'](p_n, p_bonuses, p_reward, SD['policy'](p_policy or '{}')), None
except ValueError as error:
    return None, error.args
$_golden_reuse_bonus$;
ALTER FUNCTION agora_reward._golden_reuse_bonus(integer, numeric, numeric, jsonb) OWNER TO agora_owner;

COMMENT ON FUNCTION agora_reward._golden_reuse_bonus(integer, numeric, numeric, jsonb)
    IS 'Tokens a reuse of a golden state earns under a policy, or the fault {message, detail, hint} of an input.';
REVOKE ALL ON FUNCTION agora_reward._golden_reuse_bonus(integer, numeric, numeric, jsonb) FROM PUBLIC;
