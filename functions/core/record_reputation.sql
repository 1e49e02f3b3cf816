-- Adds an event to the reputation log. Nobody writes their own; the key, which must be given, makes a repeated call return
-- the first event.
-- Errors: 22023 · 42501 · ZA001 · ZA002 · ZA003 key used with other facts.
CREATE OR REPLACE FUNCTION agora.record_reputation(
    p_principal  bigint,
    p_dimension  text,
    p_delta      numeric,
    p_reason     text,
    p_subject    jsonb  DEFAULT '{}',
    p_key        text   DEFAULT NULL,
    p_actor      bigint DEFAULT agora.current_principal()
)
RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $record_reputation$
DECLARE
    v_event agora.reputation_event;
BEGIN
    PERFORM agora._act_as(p_actor);
    PERFORM agora._check_principal('p_principal', p_principal);
    PERFORM agora._check_number('p_delta', p_delta, -1000, 1000);
    PERFORM agora._check_text('p_reason', p_reason, 1000);
    PERFORM agora._check_text('p_key', p_key, 200);
    PERFORM agora._check_object('p_subject', p_subject);
    IF p_dimension IS NULL OR p_dimension !~ '^[a-z][a-z0-9_]{0,59}$' OR p_actor = p_principal THEN
        RAISE EXCEPTION USING
            ERRCODE = '22023',
            MESSAGE = 'reputation event is not usable',
            DETAIL  = format('p_dimension=%s p_principal=%s p_actor=%s', coalesce(p_dimension, 'NULL'), p_principal, p_actor),
            HINT    = 'The dimension is a lower-case name; nobody records their own reputation.';
    END IF;
    INSERT INTO agora.reputation_event AS e
           (principal_id, dimension, delta, reason, subject, idempotency_key, recorded_by, recorded_at)
    VALUES (p_principal, p_dimension, p_delta, p_reason, p_subject, p_key, p_actor, agora.now())
    ON CONFLICT ON CONSTRAINT reputation_event_key_uq DO NOTHING
    RETURNING e.* INTO v_event;
    IF FOUND THEN
        RETURN v_event.reputation_event_id;
    END IF;
    SELECT e.* INTO v_event FROM agora.reputation_event AS e WHERE e.recorded_by = p_actor AND e.idempotency_key = p_key;
    IF (v_event.principal_id, v_event.dimension, v_event.delta, v_event.reason, v_event.subject)
       IS DISTINCT FROM (p_principal, p_dimension, p_delta, p_reason, p_subject) THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZA003',
            MESSAGE = 'idempotency key was used with other arguments',
            DETAIL  = format('function=record_reputation key=%s first_used=%s', p_key, v_event.recorded_at),
            HINT    = 'Use a new key for a new call; repeat a call with exactly its arguments.';
    END IF;
    RETURN v_event.reputation_event_id;
END;
$record_reputation$;

COMMENT ON FUNCTION agora.record_reputation(bigint, text, numeric, text, jsonb, text, bigint)
    IS 'Record a reputation event (-1000 to 1000) about a principal; returns its id.';
REVOKE ALL ON FUNCTION agora.record_reputation(bigint, text, numeric, text, jsonb, text, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora.record_reputation(bigint, text, numeric, text, jsonb, text, bigint) TO agora_operator;
