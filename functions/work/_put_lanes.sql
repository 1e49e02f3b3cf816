-- Makes the lanes that are not there yet; each fact of a lane is an array by position. They stay until the transaction ends: see _forget_lanes().
-- Errors: ZW002 assignee not registered · ZW054 unknown capability · ZW900 unknown environment.
-- Locks: the new lanes, in one order for all; then all of them FOR KEY SHARE by id, which only who forgets them minds.
CREATE OR REPLACE FUNCTION agora_work._put_lanes(
    p_kinds         text[],
    p_priorities    integer[],
    p_assignees     bigint[],
    p_capabilities  jsonb[],
    p_environments  text[]
)
RETURNS bigint[]
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_put_lanes$
DECLARE
    v_lanes bigint[];
    v_kept  bigint;
BEGIN
    PERFORM agora_work._check_lanes(p_assignees, p_capabilities, p_environments);
    -- A loop, because a lane may be forgotten before it is locked; then it is made anew.
    LOOP
        INSERT INTO agora_work.lane (kind, priority, assignee_id, capabilities, environment, first_ready)
        SELECT DISTINCT w.kind, w.priority, w.assignee_id, c.codes, w.environment, 9223372036854775807
          FROM unnest(p_kinds, p_priorities, p_assignees, p_capabilities, p_environments) AS w(kind, priority, assignee_id, capabilities, environment)
         CROSS JOIN LATERAL (SELECT ARRAY(SELECT DISTINCT e.code FROM jsonb_array_elements_text(w.capabilities) AS e(code) ORDER BY e.code) AS codes) AS c
         WHERE NOT EXISTS (SELECT FROM agora_work.lane AS l
                            WHERE l.kind = w.kind AND l.priority = w.priority AND l.assignee_id IS NOT DISTINCT FROM w.assignee_id AND l.capabilities = c.codes
                              AND l.environment IS NOT DISTINCT FROM w.environment)
         ORDER BY w.kind, w.priority, w.assignee_id, c.codes, w.environment
        ON CONFLICT ON CONSTRAINT lane_facts_uq DO NOTHING;
        v_lanes := ARRAY(
            SELECT l.lane_id
              FROM unnest(p_kinds, p_priorities, p_assignees, p_capabilities, p_environments) WITH ORDINALITY AS w(kind, priority, assignee_id, capabilities, environment, ordinal)
              JOIN agora_work.lane AS l ON l.kind = w.kind AND l.priority = w.priority AND l.assignee_id IS NOT DISTINCT FROM w.assignee_id
               AND l.capabilities = ARRAY(SELECT DISTINCT e.code FROM jsonb_array_elements_text(w.capabilities) AS e(code) ORDER BY e.code)
               AND l.environment IS NOT DISTINCT FROM w.environment
             ORDER BY w.ordinal);
        PERFORM FROM agora_work.lane AS l WHERE l.lane_id = ANY (v_lanes) ORDER BY l.lane_id FOR KEY SHARE;
        GET DIAGNOSTICS v_kept = ROW_COUNT;
        EXIT WHEN cardinality(v_lanes) = cardinality(p_kinds) AND v_kept = (SELECT count(DISTINCT u.lane_id) FROM unnest(v_lanes) AS u(lane_id));
    END LOOP;
    RETURN v_lanes;
END;
$_put_lanes$;

COMMENT ON FUNCTION agora_work._put_lanes(text[], integer[], bigint[], jsonb[], text[])
    IS 'Lanes of tasks, one by position; made where there was none.';
REVOKE ALL ON FUNCTION agora_work._put_lanes(text[], integer[], bigint[], jsonb[], text[]) FROM PUBLIC;
