-- Stops a webhook; its consumer stands where it is, and keeps the events behind it. Repeated, the first reason stays.
-- Errors: 22023 · 42501 · ZA001 · ZA002 · ZE011.   Locks: the webhook.   Emits: event.webhook.disabled.v1
CREATE OR REPLACE FUNCTION agora_event.disable_webhook(
    p_webhook  text,
    p_reason   text,
    p_actor    bigint DEFAULT agora.current_principal()
)
RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $disable_webhook$
DECLARE
    v_webhook agora_event.webhook;
BEGIN
    PERFORM agora._act_as(p_actor);
    PERFORM agora._check_text('p_reason', p_reason, 1000);
    v_webhook := agora_event._lock_webhook(p_webhook, p_actor);
    IF v_webhook.status = 'disabled' THEN
        RETURN false;
    END IF;
    UPDATE agora_event.webhook AS w SET status = 'disabled', disabled_reason = p_reason WHERE w.webhook = p_webhook;
    PERFORM agora_event._emit('event.webhook.disabled.v1', p_webhook, jsonb_build_object('webhook', p_webhook, 'reason', p_reason, 'failures', v_webhook.failures),
                              NULL, p_actor);
    RETURN true;
END;
$disable_webhook$;

COMMENT ON FUNCTION agora_event.disable_webhook(text, text, bigint)
    IS 'Disable a webhook; false where it was.';
REVOKE ALL ON FUNCTION agora_event.disable_webhook(text, text, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_event.disable_webhook(text, text, bigint) TO agora_operator;
