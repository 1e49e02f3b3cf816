-- Gives the holder of a task more time from now on: for what takes longer than its ttl. It counts as a heartbeat.
-- The time box of a filler is not stretched.
-- Errors: 22023 · 42501 · ZA001 · ZA002 · ZW001 · ZW005 · ZW006 · ZW007.   Locks: the task.
CREATE OR REPLACE FUNCTION agora_work.renew_task(
    p_task   bigint,
    p_epoch  bigint,
    p_ttl    interval DEFAULT '300 seconds',
    p_actor  bigint   DEFAULT agora.current_principal()
)
RETURNS timestamptz
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $renew_task$
DECLARE
    v_until timestamptz;
BEGIN
    PERFORM agora._act_as(p_actor);
    PERFORM agora._check_interval('p_ttl', p_ttl, '24 hours'), agora._check_number('p_ttl', extract(epoch FROM p_ttl), 60, 86400);
    PERFORM agora_work._lock_claim(p_task, p_epoch, NULL, p_actor);
    UPDATE agora_work.task AS t
       SET finish_by = least(agora.now() + agora._as_seconds(p_ttl), CASE WHEN l.kind <> 'critical' THEN t.claimed_at + t.ttl END),
           lease_until = agora.now() + t.lease
      FROM agora_work.lane AS l
     WHERE t.task_id = p_task AND l.lane_id = t.lane_id
    RETURNING t.finish_by INTO v_until;
    RETURN v_until;
END;
$renew_task$;

COMMENT ON FUNCTION agora_work.renew_task(bigint, bigint, interval, bigint)
    IS 'Let a claim last for p_ttl (60 s to 24 h) from now; returns until when: of a filler, not beyond its time box.';
REVOKE ALL ON FUNCTION agora_work.renew_task(bigint, bigint, interval, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_work.renew_task(bigint, bigint, interval, bigint) TO agora_service;
