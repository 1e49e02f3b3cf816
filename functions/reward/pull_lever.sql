-- Pulls a lever of the economy: proposes the policies, pays the batch or switches the flags that it stands for, and keeps what came of
-- it. A batch is paid once per principal and name however often it is pulled.
-- Errors: 22023 · 42501 · ZA001 · ZA002 · ZA003 · ZL014 · ZR001 · ZR020 · ZR021 · ZR022 · ZR023 · ZR024 · ZR028 · ZR036.
-- Emits: reward.lever.pulled.v1 · reward.policy.proposed.v1 · ledger.transaction.posted.v1.   Locks: those of what it does.
CREATE OR REPLACE FUNCTION agora_reward.pull_lever(
    p_lever      text,
    p_arguments  jsonb,
    p_reason     text,
    p_key        text   DEFAULT NULL,
    p_actor      bigint DEFAULT agora.current_principal()
)
RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $pull_lever$
DECLARE
    v_first    jsonb;
    v_lever    agora_reward.lever;
    v_outcome  jsonb;
    v_pull     bigint;
BEGIN
    PERFORM agora._act_as(p_actor);
    PERFORM agora._check_text('p_reason', p_reason, 1000), agora._check_object('p_arguments', p_arguments);
    v_first := agora._first_result('pull_lever', p_actor, p_key, jsonb_build_array(p_lever, p_arguments, p_reason));
    IF v_first IS NOT NULL THEN
        RETURN v_first::bigint;
    END IF;
    SELECT l.* INTO v_lever FROM agora_reward.lever AS l WHERE l.lever = p_lever;
    IF NOT FOUND THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZR036',
            MESSAGE = 'unknown lever',
            DETAIL  = format('p_lever=%s', coalesce(p_lever, 'NULL')),
            HINT    = 'See agora_reward.economy_lever.';
    END IF;
    PERFORM agora_reward._check_lever(v_lever, p_arguments);
    v_outcome := CASE v_lever.kind
        WHEN 'policy' THEN agora_reward._pull_policy(p_lever, p_arguments, p_reason, p_actor)
        WHEN 'batch' THEN agora_reward._pull_batch(p_lever, p_arguments, p_actor)
        ELSE agora_reward._pull_flag(v_lever.flags, p_arguments, p_actor)
    END;
    INSERT INTO agora_reward.lever_pull AS p (lever, arguments, reason, outcome, pulled_by, pulled_at)
    VALUES (p_lever, p_arguments, p_reason, v_outcome, p_actor, agora.now())
    RETURNING p.lever_pull_id INTO v_pull;
    PERFORM agora_event._emit('reward.lever.pulled.v1', p_lever,
                              jsonb_build_object('lever_pull_id', v_pull, 'lever', p_lever, 'arguments', p_arguments, 'reason', p_reason, 'outcome', v_outcome),
                              NULL, p_actor);
    PERFORM agora._keep_result('pull_lever', p_actor, p_key, to_jsonb(v_pull));
    RETURN v_pull;
END;
$pull_lever$;

COMMENT ON FUNCTION agora_reward.pull_lever(text, jsonb, text, text, bigint)
    IS 'Pull a lever of economy_lever with its arguments; returns the pull, whose outcome is in pulled_lever.';
REVOKE ALL ON FUNCTION agora_reward.pull_lever(text, jsonb, text, text, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_reward.pull_lever(text, jsonb, text, text, bigint) TO agora_operator;
