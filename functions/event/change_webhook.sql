-- Gives a webhook another address or another secret; what waits goes there. Idempotent.
-- Errors: 22023 · 42501 · ZA001 · ZA002 · ZE011.   Locks: the webhook.
CREATE OR REPLACE FUNCTION agora_event.change_webhook(
    p_webhook      text,
    p_url          text   DEFAULT NULL,
    p_secret_name  text   DEFAULT NULL,
    p_actor        bigint DEFAULT agora.current_principal()
)
RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $change_webhook$
DECLARE
    v_webhook agora_event.webhook;
BEGIN
    PERFORM agora._act_as(p_actor);
    v_webhook := agora_event._lock_webhook(p_webhook, p_actor);
    PERFORM agora_event._check_webhook(coalesce(p_url, v_webhook.url), coalesce(p_secret_name, v_webhook.secret_name));
    UPDATE agora_event.webhook AS w
       SET url = coalesce(p_url, w.url), secret_name = coalesce(p_secret_name, w.secret_name)
     WHERE w.webhook = p_webhook;
END;
$change_webhook$;

COMMENT ON FUNCTION agora_event.change_webhook(text, text, text, bigint)
    IS 'Change a webhook''s address or the name of its secret; NULL leaves it.';
REVOKE ALL ON FUNCTION agora_event.change_webhook(text, text, text, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_event.change_webhook(text, text, text, bigint) TO agora_operator;
