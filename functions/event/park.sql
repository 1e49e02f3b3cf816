-- Puts an event aside that cannot be handled, so that those behind it go on; everything of its share before it counts as
-- handled. Publishes nothing: a consumer of everything that fails at everything would never end. Repeated, it is one letter.
-- Errors: 22023 · 42501 · ZA001 · ZA002 · ZE002 · ZE004 · ZE006 · ZE007.   Locks: the worker, its shares, the letter.
CREATE OR REPLACE FUNCTION agora_event.park(
    p_consumer  text,
    p_event_id  bigint,
    p_reason    text,
    p_worker    text   DEFAULT NULL,
    p_epoch     bigint DEFAULT NULL,
    p_actor     bigint DEFAULT agora.current_principal()
)
RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET enable_seqscan = off
SET plan_cache_mode = force_generic_plan
AS $park$
DECLARE
    v_found   agora_event.delivery;
    v_letter  bigint;
BEGIN
    PERFORM agora._act_as(p_actor);
    PERFORM agora._check_text('p_reason', p_reason, 10000);
    v_found := agora_event._find_delivered(p_consumer, p_event_id, p_worker, p_epoch, p_actor);
    SELECT d.dead_letter_id INTO v_letter
      FROM agora_event.dead_letter AS d
      JOIN agora_event.consumer AS c ON c.consumer = d.consumer AND c.share = d.share
     WHERE d.consumer = p_consumer AND d.event_id = p_event_id AND d.status = 'dead'
       AND (c.position_xid, c.position_event) >= (v_found.xid, p_event_id);
    IF FOUND THEN
        RETURN v_letter;
    END IF;
    RETURN agora_event._put_aside(p_consumer, p_event_id, v_found, 1, p_reason, p_actor);
END;
$park$;

COMMENT ON FUNCTION agora_event.park(text, bigint, text, text, bigint, bigint)
    IS 'Put an event aside as a dead letter and go on behind it; returns the letter''s id.';
REVOKE ALL ON FUNCTION agora_event.park(text, bigint, text, text, bigint, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_event.park(text, bigint, text, text, bigint, bigint) TO agora_service;
