-- Makes an agent a helper where it is wanted most: the severest blocker that it can help with, the older of two. One at a time, and
-- none twice. NULL = there is none.
-- Emits: work.help.joined.v1 · work.message.sent.v1.   Locks: the task, those of others skipped.
CREATE OR REPLACE FUNCTION agora_work._next_help(
    p_agent  bigint,
    p_actor  bigint
)
RETURNS bigint
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_next_help$
DECLARE
    r_blocker  agora_work.blocker;
    v_there    text;
BEGIN
    IF EXISTS (SELECT FROM agora_work.help_assignment AS h WHERE h.agent_id = p_agent AND h.ended_at IS NULL) THEN
        RETURN NULL;
    END IF;
    -- A loop, because whether there is a place is known only under the lock of the task.
    FOR r_blocker IN
        SELECT b.*
          FROM agora_work.blocker AS b
          JOIN agora_work.agent AS a ON a.agent_id = p_agent
          JOIN agora_work.task AS t ON t.task_id = b.task_id
          JOIN agora_work.lane AS l ON l.lane_id = t.lane_id
         WHERE b.closed_at IS NULL AND (b.capabilities = '{}' OR l.environment IS NOT NULL OR b.capabilities && agora_work._capabilities(a))
           AND NOT EXISTS (SELECT FROM agora_work.help_assignment AS h WHERE h.blocker_id = b.blocker_id AND h.agent_id = p_agent)
           AND b.reported_by <> p_agent
           AND EXISTS (SELECT FROM agora_work._may_help(b.capabilities, ARRAY[p_agent], l.environment))
         ORDER BY array_position('{critical,high,medium,low}', b.severity), b.reported_at, b.blocker_id
         LIMIT 10
    LOOP
        PERFORM FROM agora_work.task AS t WHERE t.task_id = r_blocker.task_id AND t.blockers > 0 FOR NO KEY UPDATE SKIP LOCKED;
        CONTINUE WHEN NOT FOUND;
        v_there := agora_work._environment_of(r_blocker.task_id);
        CONTINUE WHEN agora_work._live_helpers(r_blocker.task_id) >= (agora_work.policy_for(v_there) #> '{parameters,max_helpers}')::bigint
                      OR NOT EXISTS (SELECT FROM agora_work.blocker AS b WHERE b.blocker_id = r_blocker.blocker_id AND b.closed_at IS NULL);
        RETURN agora_work._join_help(r_blocker, p_agent, p_actor);
    END LOOP;
    RETURN NULL;
END;
$_next_help$;

COMMENT ON FUNCTION agora_work._next_help(bigint, bigint)
    IS 'Make an agent a helper where it is wanted most; returns its assignment, NULL = nowhere.';
REVOKE ALL ON FUNCTION agora_work._next_help(bigint, bigint) FROM PUBLIC;
