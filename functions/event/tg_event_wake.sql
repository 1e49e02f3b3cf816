-- Wakes the listeners of channel agora_event. Throttled: about one transaction per interval carries a NOTIFY; its commit lock
-- would otherwise serialise every commit of the cluster. Decided at COMMIT and by the real time: a statement that waited for a
-- lock, or a transaction that was left open, is judged when it becomes visible.
-- It runs for every event, and a SET would take as long as all the rest. It has none, although a commit has the path of the
-- session: it names two functions, with their schema, and nothing that a path could resolve otherwise.
CREATE OR REPLACE FUNCTION agora_event.tg_event_wake()
RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
AS $tg_event_wake$
BEGIN
    IF NOT agora_event._is_announced() THEN
        PERFORM agora_event._wake();
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
