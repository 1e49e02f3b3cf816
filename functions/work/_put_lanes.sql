-- Makes the lanes that are not there yet; each fact of a lane is an array by position.
-- Errors: ZW002 assignee not registered.   Locks: the new lanes, in one order for all.
CREATE OR REPLACE FUNCTION agora_work._put_lanes(
    p_kinds         text[],
    p_priorities    integer[],
    p_assignees     bigint[],
    p_capabilities  jsonb[]
)
RETURNS bigint[]
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_put_lanes$
DECLARE
    v_unknown bigint;
BEGIN
    SELECT u.agent_id INTO v_unknown
      FROM unnest(p_assignees) AS u(agent_id)
     WHERE u.agent_id IS NOT NULL AND NOT EXISTS (SELECT FROM agora_work.agent AS a WHERE a.agent_id = u.agent_id)
     LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZW002',
            MESSAGE = 'principal is not registered for work',
            DETAIL  = format('assignee=%s', v_unknown),
            HINT    = 'Register it with agora_work.register_agent().';
    END IF;
    INSERT INTO agora_work.lane (kind, priority, assignee_id, capabilities, first_ready)
    SELECT DISTINCT w.kind, w.priority, w.assignee_id, c.codes, 9223372036854775807
      FROM unnest(p_kinds, p_priorities, p_assignees, p_capabilities) AS w(kind, priority, assignee_id, capabilities)
     CROSS JOIN LATERAL (SELECT ARRAY(SELECT DISTINCT e.code FROM jsonb_array_elements_text(w.capabilities) AS e(code) ORDER BY e.code) AS codes) AS c
     WHERE NOT EXISTS (SELECT FROM agora_work.lane AS l
                        WHERE l.kind = w.kind AND l.priority = w.priority AND l.assignee_id IS NOT DISTINCT FROM w.assignee_id AND l.capabilities = c.codes)
     ORDER BY w.kind, w.priority, w.assignee_id, c.codes
    ON CONFLICT ON CONSTRAINT lane_facts_uq DO NOTHING;
    RETURN ARRAY(
        SELECT l.lane_id
          FROM unnest(p_kinds, p_priorities, p_assignees, p_capabilities) WITH ORDINALITY AS w(kind, priority, assignee_id, capabilities, ordinal)
          JOIN agora_work.lane AS l ON l.kind = w.kind AND l.priority = w.priority AND l.assignee_id IS NOT DISTINCT FROM w.assignee_id
           AND l.capabilities = ARRAY(SELECT DISTINCT e.code FROM jsonb_array_elements_text(w.capabilities) AS e(code) ORDER BY e.code)
         ORDER BY w.ordinal);
END;
$_put_lanes$;

COMMENT ON FUNCTION agora_work._put_lanes(text[], integer[], bigint[], jsonb[])
    IS 'Lanes of tasks, one by position; made where there was none.';
REVOKE ALL ON FUNCTION agora_work._put_lanes(text[], integer[], bigint[], jsonb[]) FROM PUBLIC;
