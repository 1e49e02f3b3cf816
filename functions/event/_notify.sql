-- Whether this transaction is to wake the listeners on channel agora_event. Throttled: the sequence is a clock that no
-- transaction holds, so about one transaction per interval carries a NOTIFY, whose commit lock would otherwise serialise
-- every commit of the cluster. A statement that waited is older than the last NOTIFY and needs none; one much older means
-- that the clock was set back.
CREATE OR REPLACE FUNCTION agora_event._notify()
RETURNS boolean
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_notify$
DECLARE
    v_mode      text;
    v_interval  bigint;
    v_last      bigint;
    v_now       bigint := extract(epoch FROM agora.now()) * 1000;
BEGIN
    -- One look-up for both settings: this runs in every transaction that writes an event.
    SELECT coalesce(mv.value, m.default_value), coalesce(iv.value, i.default_value)::bigint, n.last_value
      INTO v_mode, v_interval, v_last
      FROM agora_event.notify_slot AS n
      JOIN agora.setting AS m ON m.key = 'event.notify_mode'
      JOIN agora.setting AS i ON i.key = 'event.notify_interval_ms'
      LEFT JOIN agora.setting_value AS mv ON mv.key = m.key
      LEFT JOIN agora.setting_value AS iv ON iv.key = i.key;
    IF v_mode = 'off' OR (v_mode = 'throttled' AND v_now - v_last BETWEEN -60000 AND v_interval - 1) THEN
        RETURN false;
    END IF;
    PERFORM setval('agora_event.notify_slot', v_now);
    RETURN true;
END;
$_notify$;

COMMENT ON FUNCTION agora_event._notify()
    IS 'Whether to wake listeners of channel agora_event now, as event.notify_mode says; sets the shared clock.';
REVOKE ALL ON FUNCTION agora_event._notify() FROM PUBLIC;
