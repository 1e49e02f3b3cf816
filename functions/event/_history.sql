-- All that is kept of some topics, between two events: what a projection is rebuilt from.
CREATE OR REPLACE FUNCTION agora_event._history(
    p_topics  text[],
    p_from    bigint,
    p_to      bigint
)
RETURNS TABLE (event_id bigint, topic text, key text, payload jsonb, principal_id bigint, occurred_at timestamptz)
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT e.event_id, e.topic, e.key, e.payload, e.principal_id, e.occurred_at
      FROM agora_event.event AS e
     WHERE e.topic = ANY (p_topics)
       AND e.event_id >= coalesce(p_from, 0)
       AND e.event_id <= coalesce(p_to, 9223372036854775807)
    UNION ALL
    SELECT a.event_id, a.topic, a.key, a.payload, a.principal_id, a.occurred_at
      FROM agora_event.event_archive AS a
     WHERE a.topic = ANY (p_topics)
       AND a.event_id >= coalesce(p_from, 0)
       AND a.event_id <= coalesce(p_to, 9223372036854775807)
       AND a.event_id < agora_event._archived_below();
END;

COMMENT ON FUNCTION agora_event._history(text[], bigint, bigint)
    IS 'Events of some topics, from one to another (both included; NULL = open).';
REVOKE ALL ON FUNCTION agora_event._history(text[], bigint, bigint) FROM PUBLIC;
