-- Has a webhook go on where it stopped, its failures forgotten.
-- Errors: 42501 · ZA001 · ZA002 · ZE011.   Locks: the webhook.   Emits: event.webhook.enabled.v1
CREATE OR REPLACE FUNCTION agora_event.enable_webhook(
    p_webhook  text,
    p_actor    bigint DEFAULT agora.current_principal()
)
RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $enable_webhook$
DECLARE
    v_webhook agora_event.webhook;
BEGIN
    PERFORM agora._act_as(p_actor);
    v_webhook := agora_event._lock_webhook(p_webhook, p_actor);
    IF v_webhook.status = 'enabled' THEN
        RETURN false;
    END IF;
    UPDATE agora_event.webhook AS w SET status = 'enabled', disabled_reason = NULL, failures = 0, last_error = NULL WHERE w.webhook = p_webhook;
    PERFORM agora_event._emit('event.webhook.enabled.v1', p_webhook, jsonb_build_object('webhook', p_webhook), NULL, p_actor);
    RETURN true;
END;
$enable_webhook$;

COMMENT ON FUNCTION agora_event.enable_webhook(text, bigint)
    IS 'Enable a webhook; false where it was.';
REVOKE ALL ON FUNCTION agora_event.enable_webhook(text, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_event.enable_webhook(text, bigint) TO agora_operator;
