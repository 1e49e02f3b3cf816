-- The formula with the movements of those days; raises what it finds wrong.
-- Errors: 22023.
CREATE OR REPLACE FUNCTION agora_reward._decay_for(
    p_balance   numeric,
    p_days      integer,
    p_policy    jsonb,
    p_moved_on  integer[],
    p_net       numeric[],
    p_received  numeric[]
)
RETURNS numeric
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $_decay_for$
DECLARE
    v_found record := agora_reward._decay(p_balance, p_days, p_policy, p_moved_on, p_net, p_received);
BEGIN
    IF v_found.fault IS NOT NULL THEN
        PERFORM agora._raise_fault(v_found.fault);
    END IF;
    RETURN v_found.balance;
END;
$_decay_for$;

COMMENT ON FUNCTION agora_reward._decay_for(numeric, integer, jsonb, integer[], numeric[], numeric[])
    IS 'Tokens left after some days with movements; unrounded, so that days can be added up.';
REVOKE ALL ON FUNCTION agora_reward._decay_for(numeric, integer, jsonb, integer[], numeric[], numeric[]) FROM PUBLIC;
