-- Sets how long the events of a class of topics must stay readable; NULL = for ever. Permanent ones, such as the ledger's, keep
-- theirs. Events outlive it until all of their partition have, and until every consumer is past them.
-- Errors: 22023 · 42501 · ZA001 · ZA002 · ZE001 no topic of this class, or only permanent ones.
CREATE OR REPLACE FUNCTION agora_event.set_retention(
    p_topics     text,
    p_retention  interval,
    p_actor      bigint DEFAULT agora.current_principal()
)
RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $set_retention$
DECLARE
    v_changed bigint;
BEGIN
    PERFORM agora._act_as(p_actor);
    PERFORM agora_event._check_topics(ARRAY[p_topics]);
    IF p_retention IS NOT NULL THEN
        PERFORM agora._check_interval('p_retention', p_retention, interval '1000 years');
    END IF;
    INSERT INTO agora_event.topic_retention AS r (topic, retention, set_by, set_at)
    SELECT t.topic, p_retention, p_actor, agora.now()
      FROM agora_event.topic AS t
     WHERE t.topic LIKE ANY (agora_event._topic_patterns(ARRAY[p_topics])) AND NOT t.is_permanent
     ORDER BY t.topic
    ON CONFLICT ON CONSTRAINT topic_retention_pk DO UPDATE
       SET retention = excluded.retention, set_by = excluded.set_by, set_at = excluded.set_at;
    GET DIAGNOSTICS v_changed = ROW_COUNT;
    IF v_changed = 0 THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZE001',
            MESSAGE = 'no topic to set a retention for',
            DETAIL  = format('p_topics=%s', p_topics),
            HINT    = 'Name a topic or a pattern such as memory.**; permanent topics are kept for ever. See agora_event.registered_topic.';
    END IF;
    RETURN v_changed;
END;
$set_retention$;

COMMENT ON FUNCTION agora_event.set_retention(text, interval, bigint)
    IS 'Set the retention of the topics of a pattern (NULL = for ever); returns how many they are.';
REVOKE ALL ON FUNCTION agora_event.set_retention(text, interval, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_event.set_retention(text, interval, bigint) TO agora_operator;
