-- Finds a webhook that the actor may use.
-- Errors: ZE011 unknown or not the actor's.   Locks: the webhook.
CREATE OR REPLACE FUNCTION agora_event._lock_webhook(
    p_webhook  text,
    p_actor    bigint
)
RETURNS agora_event.webhook
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_lock_webhook$
DECLARE
    v_found agora_event.webhook;
BEGIN
    SELECT w.* INTO v_found FROM agora_event.webhook AS w WHERE w.webhook = p_webhook FOR NO KEY UPDATE;
    IF NOT FOUND OR (agora.visible_principal() <> 0 AND v_found.created_by <> p_actor) THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZE011',
            MESSAGE = 'unknown webhook',
            DETAIL  = format('p_webhook=%s', coalesce(left(p_webhook, 200), 'NULL')),
            HINT    = 'Make it with agora_event.create_webhook(); agora_event.registered_webhook lists them.';
    END IF;
    RETURN v_found;
END;
$_lock_webhook$;

COMMENT ON FUNCTION agora_event._lock_webhook(text, bigint)
    IS 'Lock a webhook the actor may use.';
REVOKE ALL ON FUNCTION agora_event._lock_webhook(text, bigint) FROM PUBLIC;
