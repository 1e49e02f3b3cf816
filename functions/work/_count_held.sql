-- How much an agent holds but for p_done, counted from p_since on, before which it claimed nothing that it holds, or from what p_done knew of that when
-- it was claimed. So a claim passes over what ended since that one, however many dead entries a long-open snapshot keeps in the index. What is lost and not swept
-- counts for nothing, but for since: when the oldest was claimed, from which the next claim counts; -infinity where the clock was set back behind what a task knows.
-- p_done is not looked for by its holder, for whose index the planner would take all that the agent had. Inlined into the query that calls it.
CREATE OR REPLACE FUNCTION agora_work._count_held(
    p_agent  bigint,
    p_since  timestamptz,
    p_done   bigint DEFAULT NULL
)
RETURNS TABLE (tasks bigint, load interval, since timestamptz)
LANGUAGE sql STABLE ROWS 1
BEGIN ATOMIC
    SELECT count(*) FILTER (WHERE h.is_running) AS tasks, sum(h.estimate) FILTER (WHERE h.is_running) AS load, least(agora.now(), min(h.claimed_at)) AS since
      FROM (SELECT t.estimate, CASE WHEN t.held_since > agora.now() THEN '-infinity' ELSE t.claimed_at END AS claimed_at, least(t.lease_until, t.finish_by) > agora.now() OR agora_work._is_spared(t.lease) AS is_running
              FROM agora_work.task AS t
             WHERE t.holder_id = p_agent AND t.task_id IS DISTINCT FROM p_done
               AND t.claimed_at >= greatest(p_since, (SELECT d.held_since FROM agora_work.task AS d WHERE d.task_id = p_done AND d.holder_id IS NOT DISTINCT FROM p_agent AND p_since > '-infinity'))
            OFFSET 0) AS h;
END;

COMMENT ON FUNCTION agora_work._count_held(bigint, timestamptz, bigint)
    IS 'How many tasks and how much estimated work an agent holds, and since when.';
REVOKE ALL ON FUNCTION agora_work._count_held(bigint, timestamptz, bigint) FROM PUBLIC;
