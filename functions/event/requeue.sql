-- Has dead letters delivered again to the consumer that could not handle them: one, or all. Other consumers see nothing of it.
-- A letter that was requeued already is left alone.
-- Errors: 42501 · ZA001 · ZA002 · ZE002 · ZE008 no such dead letter.   Locks: the letters.
CREATE OR REPLACE FUNCTION agora_event.requeue(
    p_consumer  text,
    p_event_id  bigint DEFAULT NULL,
    p_actor     bigint DEFAULT agora.current_principal()
)
RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $requeue$
DECLARE
    v_changed bigint;
BEGIN
    PERFORM agora._act_as(p_actor);
    PERFORM agora_event._find_consumer(p_consumer, p_actor);
    UPDATE agora_event.dead_letter AS d
       SET status = 'requeued', delivered_at = NULL
     WHERE d.dead_letter_id = ANY (ARRAY(SELECT w.dead_letter_id
                                           FROM agora_event.dead_letter AS w
                                          WHERE w.consumer = p_consumer AND w.status = 'dead' AND w.event_id = coalesce(p_event_id, w.event_id)
                                          ORDER BY w.dead_letter_id
                                            FOR NO KEY UPDATE));
    GET DIAGNOSTICS v_changed = ROW_COUNT;
    IF p_event_id IS NOT NULL AND v_changed = 0
       AND NOT EXISTS (SELECT 1 FROM agora_event.dead_letter AS d WHERE d.consumer = p_consumer AND d.event_id = p_event_id AND d.status = 'requeued') THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZE008',
            MESSAGE = 'no such dead letter',
            DETAIL  = format('p_consumer=%s p_event_id=%s', p_consumer, p_event_id),
            HINT    = 'agora_event.parked_event lists them; seek() delivers what was handled.';
    END IF;
    RETURN v_changed;
END;
$requeue$;

COMMENT ON FUNCTION agora_event.requeue(text, bigint, bigint)
    IS 'Deliver a dead letter of a consumer again, or all of them; returns how many.';
REVOKE ALL ON FUNCTION agora_event.requeue(text, bigint, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_event.requeue(text, bigint, bigint) TO agora_service;
