-- Registers a topic. The name is the natural key: the same call again changes nothing.
-- Errors: 22023 · 42501 · ZA001 · ZA002 · ZE005 registered otherwise.
CREATE OR REPLACE FUNCTION agora_event.create_topic(
    p_name         text,
    p_description  text,
    p_retention    interval DEFAULT NULL,
    p_is_shared    boolean  DEFAULT true,
    p_payload      jsonb    DEFAULT NULL,
    p_actor        bigint   DEFAULT agora.current_principal()
)
RETURNS text
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $create_topic$
DECLARE
    v_found agora_event.topic;
BEGIN
    PERFORM agora._act_as(p_actor);
    PERFORM agora._check_text('p_description', p_description, 1000);
    IF p_payload IS NOT NULL THEN
        PERFORM agora._check_object('p_payload', p_payload);
    END IF;
    IF p_name IS NULL OR length(p_name) > 200 OR p_name !~ '^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*){2}\.v[1-9][0-9]*$' OR p_retention <= interval '0' OR p_is_shared IS NULL THEN
        RAISE EXCEPTION USING
            ERRCODE = '22023',
            MESSAGE = 'topic is not usable',
            DETAIL  = format('p_name=%s p_retention=%s p_is_shared=%s', coalesce(left(p_name, 200), 'NULL'), coalesce(p_retention::text, 'NULL'),
                             coalesce(p_is_shared::text, 'NULL')),
            HINT    = 'Name it {domain}.{entity}.{action}.v{n}, such as build.image.pushed.v1; a retention is positive, NULL = for ever; p_is_shared is true or false.';
    END IF;
    INSERT INTO agora_event.topic (topic, description, retention, is_shared, payload, created_at)
    VALUES (p_name, p_description, p_retention, p_is_shared, p_payload, agora.now())
    ON CONFLICT ON CONSTRAINT topic_pk DO NOTHING;
    IF NOT FOUND THEN
        SELECT t.* INTO v_found FROM agora_event.topic AS t WHERE t.topic = p_name;
        IF (v_found.description, v_found.retention, v_found.is_shared, v_found.payload) IS DISTINCT FROM (p_description, p_retention, p_is_shared, p_payload) THEN
            RAISE EXCEPTION USING
                ERRCODE = 'ZE005',
                MESSAGE = 'topic is registered otherwise',
                DETAIL  = format('p_name=%s description=%s retention=%s', p_name, v_found.description, coalesce(v_found.retention::text, 'for ever')),
                HINT    = 'Register the next version of the topic.';
        END IF;
    END IF;
    RETURN p_name;
END;
$create_topic$;

COMMENT ON FUNCTION agora_event.create_topic(text, text, interval, boolean, jsonb, bigint)
    IS 'Register a topic named {domain}.{entity}.{action}.v{n}; retention NULL = for ever; events of one that is not shared are private to their principal; p_payload: a JSON Schema that describes the payload.';
REVOKE ALL ON FUNCTION agora_event.create_topic(text, text, interval, boolean, jsonb, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_event.create_topic(text, text, interval, boolean, jsonb, bigint) TO agora_operator;
