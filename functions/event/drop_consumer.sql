-- Removes a consumer; its events stay.
-- Errors: 42501 · ZA001 · ZA002 · ZE002.   Locks: the consumer.
CREATE OR REPLACE FUNCTION agora_event.drop_consumer(
    p_consumer  text,
    p_actor     bigint DEFAULT agora.current_principal()
)
RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $drop_consumer$
BEGIN
    PERFORM agora._act_as(p_actor);
    PERFORM agora_event._lock_consumer(p_consumer, p_actor);
    DELETE FROM agora_event.consumer AS c WHERE c.consumer = p_consumer;
END;
$drop_consumer$;

COMMENT ON FUNCTION agora_event.drop_consumer(text, bigint)
    IS 'Remove a consumer.';
REVOKE ALL ON FUNCTION agora_event.drop_consumer(text, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_event.drop_consumer(text, bigint) TO agora_service;
