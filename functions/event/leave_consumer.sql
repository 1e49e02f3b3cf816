-- A worker leaves: its shares are free at once, and what it did not acknowledge is delivered to another.
-- Errors: 42501 · ZA001 · ZA002 · ZE002.   Locks: the worker, then its shares.
CREATE OR REPLACE FUNCTION agora_event.leave_consumer(
    p_consumer  text,
    p_worker    text,
    p_epoch     bigint,
    p_actor     bigint DEFAULT agora.current_principal()
)
RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $leave_consumer$
BEGIN
    PERFORM agora._act_as(p_actor);
    PERFORM agora_event._find_consumer(p_consumer, p_actor);
    DELETE FROM agora_event.worker AS w
     WHERE w.consumer = p_consumer AND w.worker = p_worker AND w.epoch = p_epoch;
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    UPDATE agora_event.consumer AS c
       SET worker = NULL, worker_epoch = NULL, lease_until = NULL
     WHERE c.consumer = p_consumer AND c.worker = p_worker AND c.worker_epoch = p_epoch;
    RETURN true;
END;
$leave_consumer$;

COMMENT ON FUNCTION agora_event.leave_consumer(text, text, bigint, bigint)
    IS 'Leave a consumer; false where the epoch was no longer that of the worker.';
REVOKE ALL ON FUNCTION agora_event.leave_consumer(text, text, bigint, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_event.leave_consumer(text, text, bigint, bigint) TO agora_service;
