-- Makes a delivered event a dead letter, and moves its share past it. A letter that was requeued is dead again.
-- Locks: the letter; the caller has locked the share.
CREATE OR REPLACE FUNCTION agora_event._put_aside(
    p_consumer  text,
    p_event_id  bigint,
    p_found     agora_event.delivery,
    p_attempts  integer,
    p_reason    text,
    p_actor     bigint
)
RETURNS bigint
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_put_aside$
DECLARE
    v_now     timestamptz := agora.now();
    v_letter  bigint := p_found.dead_letter_id;
BEGIN
    IF v_letter IS NOT NULL THEN
        UPDATE agora_event.dead_letter AS d
           SET status = 'dead', delivered_at = NULL, attempts = d.attempts + 1, reason = p_reason, parked_by = p_actor, parked_at = v_now
         WHERE d.dead_letter_id = v_letter;
        RETURN v_letter;
    END IF;
    INSERT INTO agora_event.dead_letter AS d
           (consumer, share, event_id, topic, key, payload, principal_id, correlation_id, occurred_at, causation_id, trace_parent, attempts, reason, parked_by, parked_at)
    SELECT p_consumer, p_found.share, e.event_id, e.topic, e.key, e.payload, e.principal_id, e.correlation_id, e.occurred_at, e.causation_id, e.trace_parent,
           p_attempts, p_reason, p_actor, v_now
      FROM agora_event._event_of_id(p_event_id) AS e
    ON CONFLICT ON CONSTRAINT dead_letter_event_uq DO UPDATE -- met before, handled, and met again after a seek
       SET status = 'dead', delivered_at = NULL, attempts = d.attempts + excluded.attempts, reason = excluded.reason,
           parked_by = excluded.parked_by, parked_at = excluded.parked_at
    RETURNING d.dead_letter_id INTO v_letter;
    UPDATE agora_event.consumer AS c
       SET position_xid = p_found.xid, position_event = p_event_id, acknowledged_at = v_now,
           failing_event = NULL, attempts = 0, retry_at = NULL, last_error = NULL
     WHERE c.consumer = p_consumer AND c.share = p_found.share AND (c.position_xid, c.position_event) < (p_found.xid, p_event_id);
    RETURN v_letter;
END;
$_put_aside$;

COMMENT ON FUNCTION agora_event._put_aside(text, bigint, agora_event.delivery, integer, text, bigint)
    IS 'Make a delivered event a dead letter; returns its id.';
REVOKE ALL ON FUNCTION agora_event._put_aside(text, bigint, agora_event.delivery, integer, text, bigint) FROM PUBLIC;
