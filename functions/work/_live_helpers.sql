-- How many help with a task: those whose agents are alive. Who went away frees the place, swept or not.
CREATE OR REPLACE FUNCTION agora_work._live_helpers(p_task bigint)
RETURNS bigint
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $_live_helpers$
BEGIN
    RETURN (SELECT count(*)
              FROM agora_work.help_assignment AS h
              JOIN agora_work.agent AS a ON a.agent_id = h.agent_id
             WHERE h.task_id = p_task AND h.ended_at IS NULL
               AND (a.seen_at + a.lease > agora_work.loss_horizon(a.lease)
                    OR EXISTS (SELECT FROM agora_work.task AS t WHERE t.holder_id = a.agent_id AND t.lease_until > agora_work.loss_horizon(t.lease))));
END;
$_live_helpers$;

COMMENT ON FUNCTION agora_work._live_helpers(bigint)
    IS 'Helpers of a task that are alive.';
REVOKE ALL ON FUNCTION agora_work._live_helpers(bigint) FROM PUBLIC;
