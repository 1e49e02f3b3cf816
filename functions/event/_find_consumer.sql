-- Looks up a consumer that the actor may use, without a lock; its first share speaks for all.
-- Errors: ZE002 unknown or not the actor's.
CREATE OR REPLACE FUNCTION agora_event._find_consumer(
    p_consumer  text,
    p_actor     bigint
)
RETURNS agora_event.consumer
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $_find_consumer$
DECLARE
    v_found agora_event.consumer;
BEGIN
    SELECT c.* INTO v_found FROM agora_event.consumer AS c WHERE c.consumer = p_consumer AND c.share = 0;
    IF NOT FOUND OR (agora.visible_principal() <> 0 AND v_found.owner_id <> p_actor) THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZE002',
            MESSAGE = 'unknown consumer',
            DETAIL  = format('p_consumer=%s', coalesce(p_consumer, 'NULL')),
            HINT    = 'Make it with agora_event.create_consumer(); a bound login sees only its own.';
    END IF;
    RETURN v_found;
END;
$_find_consumer$;

COMMENT ON FUNCTION agora_event._find_consumer(text, bigint)
    IS 'A consumer the actor may use.';
REVOKE ALL ON FUNCTION agora_event._find_consumer(text, bigint) FROM PUBLIC;
