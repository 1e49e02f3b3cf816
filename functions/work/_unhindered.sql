-- Agents that something restrains and nothing keeps from claiming now: their hard budgets are not used up, their pause is over, no breaker has tripped, and they wait for
-- no task of their own. What _lock_agent() asks of one, for all at once. Who turns out to have neither budget nor pause is not one of them: a claim of its own notes that.
-- Reads: agent, breaker, waiter, budget, budget_period, task, claim.
CREATE OR REPLACE FUNCTION agora_work._unhindered(p_agents bigint[])
RETURNS bigint[]
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $_unhindered$
DECLARE
    v_exhausted bigint[] := agora_work._exhausted(p_agents);
BEGIN
    RETURN ARRAY(
        SELECT a.agent_id
          FROM agora_work.agent AS a
         WHERE a.agent_id = ANY (p_agents) AND a.is_restrained AND a.agent_id <> ALL (v_exhausted)
           AND coalesce((SELECT b.status FROM agora.breaker AS b WHERE b.breaker = agora_work.agent_breaker(a.agent_id)), 'closed') = 'closed'
           AND NOT EXISTS (SELECT FROM agora_work.waiter AS w WHERE w.agent_id = a.agent_id AND w.awaits = 'unblocked')
           AND CASE WHEN a.pause IS NULL
                    THEN (SELECT true FROM agora_model.budget AS u WHERE u.principal_id = a.agent_id AND u.is_hard AND u.ended_at IS NULL LIMIT 1)
                    ELSE coalesce(agora_work._claim_wait(a.agent_id, a.pause) <= interval '0', true) END);
END;
$_unhindered$;

COMMENT ON FUNCTION agora_work._unhindered(bigint[])
    IS 'Which of these agents have a hard budget or a pause, and may claim now all the same.';
REVOKE ALL ON FUNCTION agora_work._unhindered(bigint[]) FROM PUBLIC;
