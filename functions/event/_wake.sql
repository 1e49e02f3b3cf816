-- NOTIFY on channel agora_event as event.notify_mode says, and until when it serves for all.
CREATE OR REPLACE FUNCTION agora_event._wake()
RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_wake$
DECLARE
    v_mode  text := agora.setting('event.notify_mode');
    v_ms    integer := CASE WHEN v_mode = 'throttled' THEN agora.setting_integer('event.notify_interval_ms') ELSE 0 END;
BEGIN
    IF v_mode <> 'off' THEN
        PERFORM setval('agora_event.notify_slot', (date_part('epoch', agora._real_time()) * 1000)::bigint + v_ms);
        NOTIFY agora_event;
    END IF;
END;
$_wake$;

COMMENT ON FUNCTION agora_event._wake()
    IS 'Wake the listeners, unless that is switched off.';
REVOKE ALL ON FUNCTION agora_event._wake() FROM PUBLIC;
