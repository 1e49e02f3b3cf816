-- What a caller at the beginning is given before all else: archived events, in the order of their ids. Arrays are by share, from
-- 0; a share that has left the archive, waits, or is another's has none.
CREATE OR REPLACE FUNCTION agora_event._poll_archive(
    p_pattern    text,
    p_shares     integer,
    p_positions  bigint[],
    p_after      bigint,
    p_topics     text[],
    p_principal  bigint,
    p_limit      integer
)
RETURNS SETOF agora_event.published
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT a.event_id, a.topic, a.key, a.payload, a.principal_id, a.correlation_id, a.occurred_at, a.causation_id, a.trace_parent
      FROM agora_event.event_archive AS a
     WHERE a.event_id > p_after
       AND a.event_id < agora_event._archived_below()
       AND a.event_id > p_positions[agora_event._share_of(a.key, a.event_id, p_shares)]
       AND a.topic ~ p_pattern
       AND (p_principal = 0 OR p_principal = a.principal_id OR a.topic = ANY (p_topics))
     ORDER BY a.event_id
     LIMIT p_limit;
END;

COMMENT ON FUNCTION agora_event._poll_archive(text, integer, bigint[], bigint, text[], bigint, integer)
    IS 'Archived events behind the positions of some shares, that a principal (0 = all) may see, at most p_limit (1 to 100000).';
REVOKE ALL ON FUNCTION agora_event._poll_archive(text, integer, bigint[], bigint, text[], bigint, integer) FROM PUBLIC;
