-- How a delivery of a webhook went: it was taken (p_error NULL), it failed, or the endpoint is gone for good. After
-- event.webhook_failure_limit failures in a row, or once it is gone, the webhook is disabled. The answer is whether it still is
-- enabled. Not idempotent: each call is a delivery of its own.
-- Errors: 22023 · 42501 · ZA001 · ZA002 · ZE011.   Locks: the webhook.   Emits: event.webhook.disabled.v1
CREATE OR REPLACE FUNCTION agora_event.record_delivery(
    p_webhook  text,
    p_error    text    DEFAULT NULL,
    p_is_gone  boolean DEFAULT false,
    p_actor    bigint  DEFAULT agora.current_principal()
)
RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $record_delivery$
DECLARE
    v_now      timestamptz := agora.now();
    v_webhook  agora_event.webhook;
BEGIN
    PERFORM agora._act_as(p_actor);
    PERFORM agora._check_text('p_error', p_error, 1000, p_optional => true);
    v_webhook := agora_event._lock_webhook(p_webhook, p_actor);
    IF p_error IS NULL THEN
        UPDATE agora_event.webhook AS w SET failures = 0, last_error = NULL, last_delivered_at = v_now WHERE w.webhook = p_webhook;
        RETURN v_webhook.status = 'enabled';
    END IF;
    UPDATE agora_event.webhook AS w
       SET failures = w.failures + 1, last_error = p_error, last_failed_at = v_now
     WHERE w.webhook = p_webhook;
    IF p_is_gone OR v_webhook.failures + 1 >= agora.setting_integer('event.webhook_failure_limit') THEN
        PERFORM agora_event.disable_webhook(p_webhook, CASE WHEN p_is_gone THEN p_error ELSE format('%s failures in a row', v_webhook.failures + 1) END, p_actor);
        RETURN false;
    END IF;
    RETURN v_webhook.status = 'enabled';
END;
$record_delivery$;

COMMENT ON FUNCTION agora_event.record_delivery(text, text, boolean, bigint)
    IS 'Record how a delivery went; returns whether the webhook is enabled.';
REVOKE ALL ON FUNCTION agora_event.record_delivery(text, text, boolean, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_event.record_delivery(text, text, boolean, bigint) TO agora_service;
