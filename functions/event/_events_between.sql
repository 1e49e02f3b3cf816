-- What readers are given: events behind one place and up to another, in the order of delivery, archived ones first. Of a consumer
-- with shares those behind the position of their share; arrays are by share, from 0, NULL where it waits or is another's.
-- Inlined into its callers, so that nothing is written down that a caller returns.
CREATE OR REPLACE FUNCTION agora_event._events_between(
    p_patterns     text[],
    p_principal    bigint,
    p_topics       text[],
    p_after_xid    xid8,
    p_after_event  bigint,
    p_to_xid       xid8,
    p_to_event     bigint,
    p_limit        integer,
    p_shares       integer,
    p_xids         xid8[],
    p_events       bigint[]
)
RETURNS TABLE (xid xid8, event_id bigint, topic text, key text, payload jsonb, principal_id bigint, correlation_id uuid,
               occurred_at timestamptz, causation_id bigint, trace_parent text)
LANGUAGE sql STABLE
BEGIN ATOMIC
    (SELECT '0'::xid8 AS xid, a.event_id, a.topic, a.key, a.payload, a.principal_id, a.correlation_id, a.occurred_at, a.causation_id, a.trace_parent
       FROM agora_event.event_archive AS a
      WHERE p_after_xid = '0'
        AND a.event_id > p_after_event
        AND ('0'::xid8, a.event_id) <= (p_to_xid, p_to_event)
        AND a.event_id < agora_event._archived_below()
        AND a.topic LIKE ANY (p_patterns)
        AND (p_principal = 0 OR p_principal = a.principal_id OR a.topic = ANY (p_topics))
        AND (p_shares = 1 OR ('0'::xid8, a.event_id) > (p_xids[agora_event._share_of(a.key, a.event_id, p_shares)],
                                                        p_events[agora_event._share_of(a.key, a.event_id, p_shares)]))
      ORDER BY a.event_id
      LIMIT p_limit)
    UNION ALL
    (SELECT e.xid, e.event_id, e.topic, e.key, e.payload, e.principal_id, e.correlation_id, e.occurred_at, e.causation_id, e.trace_parent
       FROM agora_event.event AS e
      WHERE (e.xid, e.event_id) > (p_after_xid, p_after_event)
        AND (e.xid, e.event_id) <= (p_to_xid, p_to_event)
        AND e.topic LIKE ANY (p_patterns)
        AND (p_principal = 0 OR p_principal = e.principal_id OR e.topic = ANY (p_topics))
        AND (p_shares = 1 OR (e.xid, e.event_id) > (p_xids[agora_event._share_of(e.key, e.event_id, p_shares)],
                                                    p_events[agora_event._share_of(e.key, e.event_id, p_shares)]))
      ORDER BY e.xid, e.event_id
      LIMIT p_limit)
    ORDER BY 1, 2
    LIMIT p_limit;
END;

COMMENT ON FUNCTION agora_event._events_between(text[], bigint, text[], xid8, bigint, xid8, bigint, integer, integer, xid8[], bigint[])
    IS 'Events of some patterns between two places that a principal (0 = all) may see, at most p_limit (1 to 100000).';
REVOKE ALL ON FUNCTION agora_event._events_between(text[], bigint, text[], xid8, bigint, xid8, bigint, integer, integer, xid8[], bigint[]) FROM PUBLIC;
