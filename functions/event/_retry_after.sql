-- When to deliver again what has failed so often, and NULL after the last attempt. The wait doubles each time; a part of it is
-- left to chance, so that consumers that failed together do not come back together. An endpoint elsewhere is given more time than
-- a worker of our own.
CREATE OR REPLACE FUNCTION agora_event._retry_after(
    p_consumer  text,
    p_attempts  integer
)
RETURNS interval
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_retry_after$
DECLARE
    v_is_webhook  boolean := EXISTS (SELECT 1 FROM agora_event.webhook AS w WHERE w.webhook = p_consumer);
    v_first       interval;
    v_longest     interval;
BEGIN
    IF p_attempts >= (CASE WHEN v_is_webhook THEN agora.setting_integer('event.webhook_retry_limit') ELSE agora.setting_integer('event.retry_limit') END) THEN
        RETURN NULL;
    ELSIF v_is_webhook THEN
        v_first := agora.setting_interval('event.webhook_retry_delay');
        v_longest := agora.setting_interval('event.webhook_retry_delay_max');
    ELSE
        v_first := agora.setting_interval('event.retry_delay');
        v_longest := agora.setting_interval('event.retry_delay_max');
    END IF;
    RETURN least(v_first * (2 ^ least(p_attempts - 1, 20)), v_longest) * (1 - agora.setting_numeric('event.retry_jitter')::float8 * random());
END;
$_retry_after$;

COMMENT ON FUNCTION agora_event._retry_after(text, integer)
    IS 'How long a consumer waits after so many failed attempts; NULL = it does not try again.';
REVOKE ALL ON FUNCTION agora_event._retry_after(text, integer) FROM PUBLIC;
