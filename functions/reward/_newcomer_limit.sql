-- What probation leaves a contributor: a share of each reward and a limit per day that rises with age. It ends with evidence, when
-- enough different others were helped; age alone does not end it. NULL where it does not apply.
CREATE OR REPLACE FUNCTION agora_reward._newcomer_limit(
    p_principal  bigint,
    p_policy     jsonb,
    OUT share    numeric,
    OUT cap      numeric
)
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $_newcomer_limit$
DECLARE
    c_helped  integer := (p_policy ->> 'probation_helped')::numeric::integer;
    v_age     numeric;
BEGIN
    IF NOT agora.flag_on('earning_probation', p_principal)
       OR (SELECT count(*)
             FROM (SELECT DISTINCT e.helped_id
                     FROM agora_reward.earning AS e
                    WHERE e.principal_id = p_principal AND e.helped_id NOT IN (1, p_principal)
                    LIMIT c_helped) AS x) >= c_helped THEN
        RETURN;
    END IF;
    SELECT extract(epoch FROM agora.now() - p.created_at) / 86400 INTO v_age FROM agora.principal AS p WHERE p.principal_id = p_principal;
    share := (p_policy ->> 'probation_share')::numeric;
    SELECT (s.step ->> 1)::numeric INTO cap
      FROM jsonb_array_elements(p_policy -> 'probation') AS s(step)
     WHERE (s.step ->> 0)::numeric <= v_age
     ORDER BY (s.step ->> 0)::numeric DESC
     LIMIT 1;
END;
$_newcomer_limit$;

COMMENT ON FUNCTION agora_reward._newcomer_limit(bigint, jsonb)
    IS 'Share of rewards and limit per day of a contributor on probation; NULL, NULL of any other.';
REVOKE ALL ON FUNCTION agora_reward._newcomer_limit(bigint, jsonb) FROM PUBLIC;
