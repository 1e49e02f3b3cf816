-- Pulls a lever that changes policies: a proposal for each, with the rules and approvals of any other. It starts from the newest version.
-- Errors: 22023 · ZR001 · ZR020 · ZR021 · ZR022 · ZR023 · ZR024.   Emits: reward.policy.proposed.v1.   Locks: as propose_policy() does, by kind.
CREATE OR REPLACE FUNCTION agora_reward._pull_policy(
    p_lever      text,
    p_arguments  jsonb,
    p_reason     text,
    p_actor      bigint
)
RETURNS jsonb
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_pull_policy$
DECLARE
    v_proposals  jsonb := '{}'::jsonb;
    r_policy     record;
BEGIN
    IF (p_arguments ? 'factor') = (p_arguments ? 'value')
       OR (p_arguments ? 'policy' AND NOT EXISTS (SELECT 1 FROM agora_reward.lever_place AS p WHERE p.lever = p_lever AND p.policy = p_arguments ->> 'policy')) THEN
        RAISE EXCEPTION USING
            ERRCODE = '22023',
            MESSAGE = 'lever needs a factor or a value, and policies that it moves',
            DETAIL  = format('p_lever=%s p_arguments=%s', p_lever, p_arguments),
            HINT    = 'Pass {"factor": 1.2} to multiply, or {"value": 25} to set; {"emergency": true} for a large step.';
    END IF;
    -- A loop, because each policy is proposed by a call of its own.
    FOR r_policy IN
        SELECT p.policy, array_agg(p.place) AS places
          FROM agora_reward.lever_place AS p
         WHERE p.lever = p_lever AND (NOT p_arguments ? 'policy' OR p.policy = p_arguments ->> 'policy')
         GROUP BY p.policy
         ORDER BY p.policy
    LOOP
        v_proposals := v_proposals || jsonb_build_object(r_policy.policy, agora_reward.propose_policy(
            r_policy.policy,
            agora_reward._moved_policy((agora_reward._lock_policy(r_policy.policy, 'infinity')).parameters, r_policy.places,
                                       (p_arguments ->> 'factor')::numeric, (p_arguments ->> 'value')::numeric),
            NULL, p_reason, coalesce((p_arguments ->> 'emergency')::boolean, false), p_actor => p_actor));
    END LOOP;
    RETURN jsonb_build_object('proposals', v_proposals);
END;
$_pull_policy$;

COMMENT ON FUNCTION agora_reward._pull_policy(text, jsonb, text, bigint)
    IS 'Propose the change of policies that a lever stands for.';
REVOKE ALL ON FUNCTION agora_reward._pull_policy(text, jsonb, text, bigint) FROM PUBLIC;
