-- Removes a consumer with its workers, its dead letters and, where it is a webhook, its address; its events stay.
-- Errors: 42501 · ZA001 · ZA002 · ZE002.   Locks: its workers, its shares, the webhook.
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
    PERFORM agora_event._find_consumer(p_consumer, p_actor);
    DELETE FROM agora_event.worker AS w WHERE w.consumer = p_consumer;
    PERFORM 1 FROM agora_event.consumer AS c WHERE c.consumer = p_consumer ORDER BY c.share FOR UPDATE;
    DELETE FROM agora_event.consumer AS c WHERE c.consumer = p_consumer;
    DELETE FROM agora_event.webhook AS w WHERE w.webhook = p_consumer;
    DELETE FROM agora_event.dead_letter AS d WHERE d.consumer = p_consumer;
END;
$drop_consumer$;

COMMENT ON FUNCTION agora_event.drop_consumer(text, bigint)
    IS 'Remove a consumer, its workers and its dead letters.';
REVOKE ALL ON FUNCTION agora_event.drop_consumer(text, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_event.drop_consumer(text, bigint) TO agora_service;
