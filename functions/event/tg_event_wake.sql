-- Wakes the listeners of channel agora_event, as event.notify_mode says. Throttled: notify_slot holds the millisecond until
-- which no further NOTIFY is needed, so about one transaction per interval carries one; its commit lock would otherwise
-- serialise every commit of the cluster. Decided at COMMIT and by the real time: a statement that waited for a lock, or a
-- transaction that was left open, is judged when it becomes visible. A slot further ahead than any interval: the clock was set back.
CREATE OR REPLACE FUNCTION agora_event.tg_event_wake()
RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $tg_event_wake$
DECLARE
    v_now   bigint := date_part('epoch', agora._real_time()) * 1000;
    v_mode  text;
BEGIN
    IF pg_sequence_last_value('agora_event.notify_slot') - v_now BETWEEN 1 AND 10000 THEN
        RETURN NULL;
    END IF;
    v_mode := agora.setting('event.notify_mode');
    IF v_mode <> 'off' THEN
        PERFORM setval('agora_event.notify_slot', v_now + CASE v_mode WHEN 'throttled' THEN agora.setting_integer('event.notify_interval_ms') ELSE 0 END);
        NOTIFY agora_event;
    END IF;
    RETURN NULL;
END;
$tg_event_wake$;

DROP TRIGGER IF EXISTS event_wake ON agora_event.event;
CREATE CONSTRAINT TRIGGER event_wake
    AFTER INSERT ON agora_event.event
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION agora_event.tg_event_wake();

COMMENT ON FUNCTION agora_event.tg_event_wake()
    IS 'Trigger: wakes listeners at commit, at most about once per event.notify_interval_ms.';
REVOKE ALL ON FUNCTION agora_event.tg_event_wake() FROM PUBLIC;
