-- The head of every claim: one of an agent at a time, so that it never holds more than it may; how much more that is, and since when it holds the rest. p_done, which it is about to
-- complete, is apart; p_since is what one knew that it just did. seen_at and held_since are written at most every tenth of a lease, lest dead versions pile up under a long-open
-- snapshot. Who is suspended or halted or whose hard budget is used up claims nothing, who pauses not yet, then one task: an error, but with p_done no room, as for who waits for a
-- task of its own.
-- Errors: 0A000 isolation, of who has a hard budget · 42501 · ZA001 · ZA002 · ZW002 · ZW004 no budget left · ZW061 agent is halted · ZW095 too soon.   Locks: the agent; its breaker, only to hand out the probe; with an old snapshot its principal.
CREATE OR REPLACE FUNCTION agora_work._lock_agent(
    p_agent      bigint,
    p_actor      bigint,
    p_done       bigint      DEFAULT NULL,
    p_since      timestamptz DEFAULT NULL,
    OUT lease    interval,
    OUT free     integer,
    OUT room     interval,
    OUT since    timestamptz
)
RETURNS record
LANGUAGE plpgsql VOLATILE
AS $_lock_agent$
DECLARE
    v_now            timestamptz := agora.now();
    v_seen           timestamptz;
    v_from           timestamptz;
    v_until          timestamptz;
    v_is_fresh       boolean;
    v_pause          interval;
    v_wait           interval;
    v_was_restrained boolean;
    v_tasks          integer;
    v_load           interval;
    v_suspended      timestamptz;
    v_state          text;
    v_is_limited     boolean := false;
    v_is_restrained  boolean;
    v_awaited        bigint[] := '{}';
BEGIN
    IF p_agent IS DISTINCT FROM p_actor THEN
        PERFORM agora_work._check_self(p_agent, p_actor);
    END IF;
    SELECT a.lease, a.max_tasks, a.capacity, a.seen_at, a.held_since, a.capabilities_until, a.pause, a.is_restrained
      INTO lease, free, room, v_seen, v_from, v_until, v_pause, v_was_restrained
      FROM agora_work.agent AS a
     WHERE a.agent_id = p_agent
       FOR NO KEY UPDATE;
    IF NOT FOUND THEN
        PERFORM agora._check_principal('p_agent', p_agent, true);
        RAISE EXCEPTION USING
            ERRCODE = 'ZW002',
            MESSAGE = 'principal is not registered for work',
            DETAIL  = format('p_agent=%s', p_agent),
            HINT    = 'Register it with agora_work.register_agent().';
    END IF;
    IF v_from > '-infinity' THEN
        v_from := greatest(v_from, p_since);
    END IF;
    -- Read behind the lock, for which whoever restrains the agent waits, too; who was suspended while it waited gets nothing, either.
    SELECT h.tasks, h.load, h.since, (SELECT p.suspended_at FROM agora.principal AS p WHERE p.principal_id = p_agent)
      INTO v_tasks, v_load, since, v_suspended
      FROM agora_work._count_held(p_agent, v_from, p_done) AS h;
    IF v_suspended IS NOT NULL THEN
        IF p_done IS NULL THEN
            PERFORM agora._check_principal('p_agent', p_agent, true);
        END IF;
        free := 0;
        RETURN;
    END IF;
    free := free - v_tasks;
    room := room - coalesce(v_load, interval '0');
    -- An old snapshot does not show all that it holds, nor that it was suspended since, for which the lock fails. Who completes has none; and an IF of its own, for what it names
    -- costs who reaches it.
    IF p_done IS NULL THEN
        IF current_setting('transaction_isolation') <> 'read committed' THEN
            PERFORM FROM agora.principal AS p WHERE p.principal_id = p_agent FOR SHARE;
            since := '-infinity';
        END IF;
    END IF;
    -- Where the clock was set back behind what the agent or a task of its knows, claims are counted from the start until they agree.
    v_is_fresh := v_seen >= v_now - lease / 10 AND v_from <= v_now AND least(v_from, since) > '-infinity';
    IF v_is_fresh AND v_until > v_now THEN
        IF NOT v_was_restrained THEN
            RETURN;
        END IF;
        -- What restrains most is a budget that has room.
        IF agora_work._unhindered(ARRAY[p_agent]) <> '{}' THEN
            IF v_pause IS NOT NULL THEN
                free := least(free, 1);
            END IF;
            RETURN;
        END IF;
    END IF;

    IF v_was_restrained THEN
        SELECT (SELECT b.status FROM agora.breaker AS b WHERE b.breaker = agora_work.agent_breaker(p_agent)),
               EXISTS (SELECT FROM agora_model.budget AS u WHERE u.principal_id = p_agent AND u.is_hard AND u.ended_at IS NULL),
               ARRAY(SELECT w.task_id FROM agora_work.waiter AS w WHERE w.agent_id = p_agent AND w.awaits = 'unblocked')
          INTO v_state, v_is_limited, v_awaited;
        -- Nor does an old snapshot show what was spent since; who completes has none.
        IF v_is_limited THEN
            PERFORM agora_work._check_snapshot();
        END IF;
        IF v_pause IS NOT NULL THEN
            v_wait := agora_work._claim_wait(p_agent, v_pause);
            free := least(free, 1);
        END IF;
    END IF;
    IF p_done IS NOT NULL AND (array_remove(v_awaited, p_done) <> '{}' OR coalesce(v_state, 'closed') <> 'closed' OR v_wait > interval '0' OR v_is_limited AND agora_work._exhausted(ARRAY[p_agent]) <> '{}') THEN
        free := 0;
        RETURN;
    END IF;
    IF coalesce(v_state, 'closed') <> 'closed' AND NOT agora.breaker_allows(agora_work.agent_breaker(p_agent), p_actor) THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZW061',
            MESSAGE = 'agent is halted',
            DETAIL  = format('p_agent=%s', p_agent),
            HINT    = 'See agora_work.agent_standing; another operator may reset its breaker.';
    ELSIF v_is_limited AND agora_work._exhausted(ARRAY[p_agent]) <> '{}' THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZW004',
            MESSAGE = 'the agent may not claim',
            DETAIL  = format('agent_id=%s reason=budget_spent', p_agent),
            HINT    = 'See agora_model.budget_state; wait for its next period, or raise it with agora_model.set_budget().';
    ELSIF v_wait > interval '0' THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZW095',
            MESSAGE = 'the agent pauses between claims',
            DETAIL  = format('p_agent=%s pause=%s retry_after=%s', p_agent, v_pause, v_wait),
            HINT    = 'Claim again after that; an operator may set claim_pause_seconds with agora_work.set_policy().';
    END IF;
    IF coalesce(v_state, 'closed') <> 'closed' THEN
        free := least(free, 1); -- what is let through is one probe
    END IF;
    IF v_until <= v_now THEN
        PERFORM agora_work._refresh_capabilities(ARRAY[p_agent]);
    END IF;
    v_is_restrained := coalesce(v_state, 'closed') <> 'closed' OR v_is_limited OR v_awaited <> '{}' OR v_pause IS NOT NULL;
    IF NOT v_is_fresh OR v_was_restrained <> v_is_restrained THEN
        UPDATE agora_work.agent AS a
           SET seen_at       = v_now,
               held_since    = CASE WHEN EXISTS (SELECT FROM agora_work.task AS t WHERE t.holder_id = p_agent AND t.claimed_at >= since AND t.held_since > since) THEN '-infinity' ELSE since END,
               is_restrained = v_is_restrained
         WHERE a.agent_id = p_agent;
    END IF;
END;
$_lock_agent$;

COMMENT ON FUNCTION agora_work._lock_agent(bigint, bigint, bigint, timestamptz)
    IS 'Lock an agent for a claim; returns its lease, how much more it may hold, and since when it holds what it does.';
REVOKE ALL ON FUNCTION agora_work._lock_agent(bigint, bigint, bigint, timestamptz) FROM PUBLIC;
