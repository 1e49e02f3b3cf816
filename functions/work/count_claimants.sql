-- How many agents take the work of a lane, as things stand: whom _may_claim() lets, and why not the others. For views, whose readers may not ask
-- that themselves.
CREATE OR REPLACE FUNCTION agora_work.count_claimants(p_lane bigint)
RETURNS TABLE (agents bigint, able bigint, refusals text[], capacity interval, hourly_usd numeric)
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 1
SET search_path = pg_catalog, pg_temp
AS $count_claimants$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    SELECT count(*), count(*) FILTER (WHERE m.refusal IS NULL), array_agg(DISTINCT m.refusal) FILTER (WHERE m.refusal IS NOT NULL),
           max(a.capacity) FILTER (WHERE m.refusal IS NULL), min(f.cost_usd) FILTER (WHERE m.refusal IS NULL AND f.cost_usd > 0)::numeric
      FROM agora_work.lane AS l
      JOIN agora_work.agent AS a ON a.is_open AND (l.assignee_id IS NULL OR a.agent_id = l.assignee_id)
      JOIN agora.principal AS p ON p.principal_id = a.agent_id AND p.suspended_at IS NULL
      LEFT JOIN agora_work.agent_profile AS f ON f.principal_id = a.agent_id
     CROSS JOIN LATERAL agora_work._may_claim(a.agent_id, ARRAY[l.lane_id]) AS m
     WHERE l.lane_id = p_lane;
END;
$count_claimants$;

COMMENT ON FUNCTION agora_work.count_claimants(bigint)
    IS 'Of a lane: how many agents take work of it, how many of them may claim, why the others may not, the greatest capacity and the least hourly cost of those that may.';
REVOKE ALL ON FUNCTION agora_work.count_claimants(bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_work.count_claimants(bigint) TO agora_reader;
