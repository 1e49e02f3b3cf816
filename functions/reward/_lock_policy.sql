-- Makes changes of a kind wait for each other and returns the newest version that begins by a time.
-- Errors: ZR001.   Locks: the first version of the kind.
CREATE OR REPLACE FUNCTION agora_reward._lock_policy(
    p_kind  text,
    p_by    timestamptz
)
RETURNS agora_reward.reward_policy
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_lock_policy$
DECLARE
    v_policy agora_reward.reward_policy;
BEGIN
    PERFORM 1 FROM agora_reward.reward_policy AS p WHERE p.kind = p_kind ORDER BY p.valid_from LIMIT 1 FOR NO KEY UPDATE;
    SELECT p.* INTO v_policy FROM agora_reward.reward_policy AS p WHERE p.kind = p_kind AND p.valid_from <= p_by ORDER BY p.valid_from DESC LIMIT 1;
    IF NOT FOUND THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZR001',
            MESSAGE = 'no reward policy is in force',
            DETAIL  = format('p_kind=%s', coalesce(p_kind, 'NULL')),
            HINT    = 'See agora_reward.policy_version for the kinds.';
    END IF;
    RETURN v_policy;
END;
$_lock_policy$;

COMMENT ON FUNCTION agora_reward._lock_policy(text, timestamptz)
    IS 'Lock a kind of policy against other changes; returns its newest version by a time.';
REVOKE ALL ON FUNCTION agora_reward._lock_policy(text, timestamptz) FROM PUBLIC;
