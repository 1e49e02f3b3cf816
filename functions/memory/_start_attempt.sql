-- Writes the head and the texts of an attempt whose arguments have been checked.
CREATE OR REPLACE FUNCTION agora_memory._start_attempt(
    p_request      text,
    p_category     text,
    p_approach     text,
    p_parent       bigint,
    p_correlation  uuid,
    p_transforms   bigint[],
    p_details      jsonb,
    p_started_at   timestamptz,
    p_key          text,
    p_hash         bytea,
    p_actor        bigint
)
RETURNS bigint
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_start_attempt$
DECLARE
    v_attempt bigint;
BEGIN
    INSERT INTO agora_memory.attempt AS a
           (principal_id, correlation_id, parent_attempt_id, execution_id, request_fingerprint, category, project, model, approach_key, started_at,
            idempotency_key, argument_hash, recorded_at)
    VALUES (p_actor, p_correlation, p_parent, (p_details ->> 'execution_id')::uuid, agora_memory._fingerprint(p_request), p_category, p_details ->> 'project', p_details ->> 'model',
            agora_memory._approach_key(p_transforms[1], p_approach), p_started_at, p_key, p_hash, agora.now())
    ON CONFLICT ON CONSTRAINT attempt_idempotency_key_uq DO NOTHING
    RETURNING a.attempt_id INTO v_attempt;
    IF NOT FOUND THEN
        RETURN NULL; -- another session was faster with the same key
    END IF;
    INSERT INTO agora_memory.attempt_detail (attempt_id, request, agent_type, approach, tools, tool_ms, meta, retention, recorded_at)
    SELECT v_attempt, p_request, p_details ->> 'agent_type', p_approach, coalesce(t.tools, '{}'), t.tool_ms,
           coalesce(nullif(p_details -> 'meta', 'null'), '{}'), coalesce(p_details ->> 'retention', 'standard'), agora.now()
      FROM agora_memory._read_tools(p_details -> 'tools') AS t;
    INSERT INTO agora_memory.attempt_transform (attempt_id, ordinal, transform_id)
    SELECT v_attempt, u.ordinal, u.transform_id FROM unnest(p_transforms) WITH ORDINALITY AS u(transform_id, ordinal);
    RETURN v_attempt;
END;
$_start_attempt$;

COMMENT ON FUNCTION agora_memory._start_attempt(text, text, text, bigint, uuid, bigint[], jsonb, timestamptz, text, bytea, bigint)
    IS 'Write a new attempt; NULL where its key is taken.';
REVOKE ALL ON FUNCTION agora_memory._start_attempt(text, text, text, bigint, uuid, bigint[], jsonb, timestamptz, text, bytea, bigint) FROM PUBLIC;
