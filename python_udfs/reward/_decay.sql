-- The formula of decay; the body is python_udfs/reward/decay.py.
CREATE OR REPLACE FUNCTION agora_reward._decay(
    p_balance    numeric,
    p_days       integer,
    p_policy     jsonb,
    p_moved_on   integer[],
    p_net        numeric[],
    p_received   numeric[],
    OUT balance  numeric,
    OUT fault    text[]
)
LANGUAGE plpython3u IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $_decay$
if 'decay' not in SD:
    import json
    #@include decay.py
    SD['decay'] = decay
    SD['policy'] = lambda text: json.loads(text, parse_float=Decimal, parse_int=Decimal)
try:
    return SD['decay'](p_balance, p_days, SD['policy'](p_policy or '{}'), list(zip(p_moved_on, p_net, p_received))), None
except ValueError as error:
    return None, error.args
$_decay$;
ALTER FUNCTION agora_reward._decay(numeric, integer, jsonb, integer[], numeric[], numeric[]) OWNER TO agora_owner;

COMMENT ON FUNCTION agora_reward._decay(numeric, integer, jsonb, integer[], numeric[], numeric[])
    IS 'Tokens left after some days under a policy, or the fault {message, detail, hint} of an input.';
REVOKE ALL ON FUNCTION agora_reward._decay(numeric, integer, jsonb, integer[], numeric[], numeric[]) FROM PUBLIC;
