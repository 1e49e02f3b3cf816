-- Makes a consumer that starts at the beginning or at the end of what is committed. With more than one share, workers divide
-- it between them. The name is the natural key: the same call by the same owner again returns the consumer where it stands.
-- Errors: 22023 · 42501 · ZA001 · ZA002 · ZE003 exists otherwise.
CREATE OR REPLACE FUNCTION agora_event.create_consumer(
    p_name    text,
    p_topics  text[],
    p_from    text    DEFAULT 'end',
    p_shares  integer DEFAULT 1,
    p_actor   bigint  DEFAULT agora.current_principal()
)
RETURNS text
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $create_consumer$
DECLARE
    v_found    agora_event.consumer;
    v_horizon  xid8 := pg_snapshot_xmin(pg_current_snapshot());
BEGIN
    PERFORM agora._act_as(p_actor);
    PERFORM agora._check_number('p_shares', p_shares, 1, 256);
    PERFORM agora_event._check_topics(p_topics);
    IF p_name IS NULL OR p_name !~ '^[a-z][a-z0-9_.-]{0,99}$' OR p_from IS NULL OR p_from NOT IN ('beginning', 'end') THEN
        RAISE EXCEPTION USING
            ERRCODE = '22023',
            MESSAGE = 'consumer is not usable',
            DETAIL  = format('p_name=%s p_from=%s', coalesce(left(p_name, 200), 'NULL'), coalesce(p_from, 'NULL')),
            HINT    = 'Name: lower-case letters, digits, _ . -, up to 100 of them; from beginning or end.';
    END IF;

    INSERT INTO agora_event.consumer AS c (consumer, share, shares, topics, owner_id, position_xid, position_event, delivered_xid, delivered_event, created_at)
    SELECT p_name, s.share, p_shares, p_topics, p_actor, coalesce(l.xid, '0'), coalesce(l.event_id, 0), coalesce(l.xid, '0'), coalesce(l.event_id, 0), agora.now()
      FROM generate_series(0, p_shares - 1) AS s(share)
      LEFT JOIN (SELECT e.xid, e.event_id
                   FROM agora_event.event AS e
                  WHERE e.xid < v_horizon AND p_from = 'end'
                  ORDER BY e.xid DESC, e.event_id DESC
                  LIMIT 1) AS l ON true
     ORDER BY s.share
    ON CONFLICT ON CONSTRAINT consumer_pk DO NOTHING;
    SELECT c.* INTO v_found FROM agora_event.consumer AS c WHERE c.consumer = p_name AND c.share = 0;
    IF v_found.owner_id <> p_actor OR v_found.topics <> p_topics OR v_found.shares <> p_shares THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZE003',
            MESSAGE = 'consumer exists otherwise',
            DETAIL  = CASE WHEN agora.visible_principal() IN (0, v_found.owner_id)
                           THEN format('consumer=%s owner=%s topics=%s shares=%s', p_name, v_found.owner_id, v_found.topics, v_found.shares)
                           ELSE format('consumer=%s belongs to another principal', p_name) END,
            HINT    = 'Choose another name, or drop it with agora_event.drop_consumer().';
    END IF;
    RETURN p_name;
END;
$create_consumer$;

COMMENT ON FUNCTION agora_event.create_consumer(text, text[], text, integer, bigint)
    IS 'Make a consumer of topic patterns that starts at ''beginning'' or ''end'', with 1 to 256 shares for as many workers; returns its name.';
REVOKE ALL ON FUNCTION agora_event.create_consumer(text, text[], text, integer, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_event.create_consumer(text, text[], text, integer, bigint) TO agora_service;
