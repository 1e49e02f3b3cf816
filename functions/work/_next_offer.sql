-- The order of precedence of next_work(). Source NULL = nothing.
-- Errors: 42501 · ZA001 · ZA002 · ZW002.
-- Emits: work.task.claimed.v1 · work.task.returned.v1 · work.help.joined.v1 · work.message.sent.v1.
-- Locks: the agent; tasks, those of others skipped; fillers of the agent by id; exclusive keys, tried; lanes.
CREATE OR REPLACE FUNCTION agora_work._next_offer(
    p_agent    bigint,
    p_sources  text[],
    p_actor    bigint
)
RETURNS agora_work.work_offer
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_next_offer$
DECLARE
    v_own      bigint;
    v_task     agora_work.claimed_task;
    v_help     bigint;
    v_source   text;
    v_stopped  bigint[] := '{}';
    r_source   record;
BEGIN
    -- As every claim does, before any of its tasks: see complete_and_claim().
    PERFORM FROM agora_work.agent AS a WHERE a.agent_id = p_agent FOR NO KEY UPDATE;
    -- Rows of waiting that are over: somebody has the task.
    DELETE FROM agora_work.waiter AS w
     USING agora_work.task AS t
     WHERE w.agent_id = p_agent AND w.awaits = 'unblocked' AND t.task_id = w.task_id AND t.status NOT IN ('available', 'blocked');
    v_own := CASE WHEN 'own' = ANY (p_sources) THEN agora_work._next_own(p_agent) END;
    IF v_own IS NOT NULL THEN
        v_stopped := agora_work._preempt(p_agent, p_actor);
        SELECT c.* INTO v_task FROM agora_work.claim_task(p_agent, v_own, p_actor) AS c;
        v_source := 'own';
    END IF;

    -- A loop over the sources in their order, until one has something.
    FOR r_source IN
        SELECT * FROM (VALUES (1, 'next', 'critical'), (2, 'help', NULL), (3, 'filler', 'filler'), (4, 'universal', 'universal')) AS s(ordinal, source, kind)
         WHERE s.source = ANY (p_sources)
         ORDER BY s.ordinal
    LOOP
        EXIT WHEN v_task.task_id IS NOT NULL OR v_help IS NOT NULL;
        v_source := r_source.source;
        IF r_source.kind IS NULL THEN
            v_help := agora_work._next_help(p_agent, p_actor);
        ELSIF r_source.kind = 'critical' THEN
            v_task := agora_work._next_critical(p_agent, p_actor);
        ELSIF NOT EXISTS (SELECT FROM agora_work.task AS t JOIN agora_work.lane AS l ON l.lane_id = t.lane_id WHERE t.holder_id = p_agent AND l.kind <> 'critical') THEN
            SELECT c.* INTO v_task FROM agora_work.claim_next(p_agent, 1, ARRAY[r_source.kind], NULL, p_actor) AS c;
        END IF;
        IF r_source.ordinal <= 2 AND (v_task.task_id IS NOT NULL OR v_help IS NOT NULL) THEN
            v_stopped := agora_work._preempt(p_agent, p_actor);
        END IF;
    END LOOP;
    DELETE FROM agora_work.waiter AS w WHERE w.agent_id = p_agent AND w.task_id = v_task.task_id AND w.awaits = 'unblocked';
    RETURN agora_work._offer(v_source, v_task, v_help, v_stopped);
END;
$_next_offer$;

COMMENT ON FUNCTION agora_work._next_offer(bigint, text[], bigint)
    IS 'Claim what an agent should do next.';
REVOKE ALL ON FUNCTION agora_work._next_offer(bigint, text[], bigint) FROM PUBLIC;
