-- Agents that something restrains and nothing keeps from claiming now: their hard budgets are not used up, their pause is over, no breaker has tripped, and they wait for
-- no task of their own. What _lock_agent() asks of one, for all at once. Who turns out to have neither budget nor pause is not one of them: a claim of its own notes that.
-- Reads: agent, breaker, waiter, budget, budget_period, task, claim.
CREATE OR REPLACE FUNCTION agora_work._unhindered(p_agents bigint[])
RETURNS bigint[]
LANGUAGE plpgsql STABLE
AS $_unhindered$
BEGIN
    RETURN ARRAY(
        SELECT a.agent_id
          FROM agora_work.agent AS a
         WHERE a.agent_id = ANY (p_agents) AND a.is_restrained
           AND coalesce((SELECT NOT bool_or(u.is_used_up) FROM agora_work._hard_budgets(ARRAY[a.agent_id]) AS u), a.pause IS NOT NULL)
           AND coalesce((SELECT b.status FROM agora.breaker AS b WHERE b.breaker = agora_work.agent_breaker(a.agent_id)), 'closed') = 'closed'
           AND NOT EXISTS (SELECT FROM agora_work.waiter AS w WHERE w.agent_id = a.agent_id AND w.awaits = 'unblocked')
           AND (a.pause IS NULL OR coalesce(agora_work._claim_wait(a.agent_id, a.pause) <= interval '0', true)));
END;
$_unhindered$;

COMMENT ON FUNCTION agora_work._unhindered(bigint[])
    IS 'Which of these agents have a hard budget or a pause, and may claim now all the same.';
REVOKE ALL ON FUNCTION agora_work._unhindered(bigint[]) FROM PUBLIC;
