-- An event by its id, from its partition or from the archive, where its transaction counts as 0.
CREATE OR REPLACE FUNCTION agora_event._event_of_id(p_event_id bigint)
RETURNS TABLE (xid xid8, event_id bigint, topic text, key text, payload jsonb, principal_id bigint, correlation_id uuid, occurred_at timestamptz,
               causation_id bigint, trace_parent text)
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT e.xid, e.event_id, e.topic, e.key, e.payload, e.principal_id, e.correlation_id, e.occurred_at, e.causation_id, e.trace_parent
      FROM agora_event.event AS e
     WHERE e.event_id = p_event_id AND e.xid < pg_snapshot_xmin(pg_current_snapshot())
    UNION ALL
    SELECT '0'::xid8 AS xid, a.event_id, a.topic, a.key, a.payload, a.principal_id, a.correlation_id, a.occurred_at, a.causation_id, a.trace_parent
      FROM agora_event.event_archive AS a
     WHERE a.event_id = p_event_id AND a.event_id < agora_event._archived_below();
END;

COMMENT ON FUNCTION agora_event._event_of_id(bigint)
    IS 'An event that is below the horizon.';
REVOKE ALL ON FUNCTION agora_event._event_of_id(bigint) FROM PUBLIC;
