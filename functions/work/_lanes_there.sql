-- The lanes of environments with tasks at hand, and nobody's own, that each of several agents may claim from, as an array written as text, so that equals can be found; by position.
-- What _claim_refusal() says of each, but that an agent is closed, for all at once: whose row answers what a lane asks need not be asked one by one.
-- Reads: agent, lane, agent_measure.
CREATE OR REPLACE FUNCTION agora_work._lanes_there(
    p_agents  bigint[],
    p_kinds   text[]
)
RETURNS text[]
LANGUAGE plpgsql STABLE
AS $_lanes_there$
BEGIN
    RETURN ARRAY(
        SELECT concat('{', string_agg(l.lane_id::text, ',' ORDER BY l.lane_id), '}')
          FROM unnest(p_agents) WITH ORDINALITY AS u(agent_id, place)
          LEFT JOIN agora_work.agent AS a ON a.agent_id = u.agent_id
          LEFT JOIN agora_work.agent_measure AS m ON m.principal_id = u.agent_id
          LEFT JOIN agora_work.lane AS l
            ON a.agent_id IS NOT NULL AND l.environment IS NOT NULL AND l.assignee_id IS NULL AND l.kind = ANY (p_kinds) AND l.first_ready < 9223372036854775807
           AND CASE WHEN agora_work._is_answered(a.is_plain, a.capabilities_until, l.rules) THEN agora_work._rules_refusal(l.rules, l.capabilities, a.capabilities, a.capabilities, NULL, m.reputation)
                    ELSE agora_work._refused_there(a, l) END IS NULL
         GROUP BY u.place
         ORDER BY u.place);
END;
$_lanes_there$;

COMMENT ON FUNCTION agora_work._lanes_there(bigint[], text[])
    IS 'Lanes of environments that each of these agents may claim from, by position, each an array as text.';
REVOKE ALL ON FUNCTION agora_work._lanes_there(bigint[], text[]) FROM PUBLIC;
