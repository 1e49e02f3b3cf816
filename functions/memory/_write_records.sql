-- Writes the attempts of records that were found to be new, with all that they teach; returns the attempt of each record.
-- Locks: principals by name, signatures by text and then by id, attempts by principal and key, states by content, lineages by id,
-- transforms by hash, resolutions by error and approach and then by id, wallets by account, usage by transform: one order for all batches.
-- Errors: 23505 another session was faster with a key.   Emits: memory.error.discovered.v1 · memory.transform.registered.v1
CREATE OR REPLACE FUNCTION agora_memory._write_records(
    p_records        agora_memory.attempt_record[],
    p_is_rewardable  boolean,
    p_announce       boolean,
    p_actor          bigint
)
RETURNS bigint[]
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_write_records$
DECLARE
    v_now         timestamptz := agora.now();
    v_limit       integer     := agora.setting_integer('memory.stack_limit');
    v_ids         bigint[];
    v_new         bigint[];
    v_signatures  bigint[];
BEGIN
    -- Parents get the lower ids; a record that repeats another of the call shares its attempt.
    SELECT array_agg(coalesce(n.attempt_id, r.attempt_id) ORDER BY r.ordinal), array_agg(n.attempt_id ORDER BY r.ordinal) FILTER (WHERE r.is_new)
      INTO v_ids, v_new
      FROM unnest(p_records) AS r
      LEFT JOIN (SELECT nextval('agora_memory.attempt_attempt_id_seq') AS attempt_id, s.ordinal
                   FROM (SELECT u.ordinal FROM unnest(p_records) AS u WHERE u.is_new ORDER BY u.depth, u.ordinal) AS s) AS n
        ON n.ordinal = r.first_ordinal AND r.reason IS NULL;
    IF v_new IS NULL THEN
        RETURN v_ids;
    END IF;

    INSERT INTO agora.principal (name, kind, created_at)
    SELECT DISTINCT r.agent, 'agent', v_now
      FROM unnest(p_records) AS r
     WHERE r.is_new AND NOT EXISTS (SELECT 1 FROM agora.principal AS p WHERE p.name = r.agent)
     ORDER BY r.agent
    ON CONFLICT ON CONSTRAINT principal_name_uq DO NOTHING;

    IF NOT p_announce THEN -- a single record goes through the steps of _complete_attempt(), the error among them
        SELECT agora_memory._signatures_of(
                   array_agg(CASE WHEN r.is_new THEN r.record #>> '{error,type}' END ORDER BY r.ordinal),
                   array_agg(CASE WHEN r.is_new THEN r.record #>> '{error,message}' END ORDER BY r.ordinal),
                   array_agg(CASE WHEN r.is_new THEN r.record #>> '{error,stack}' END ORDER BY r.ordinal),
                   array_agg(CASE WHEN r.is_new THEN coalesce((r.record ->> 'finished_at')::timestamptz, v_now) END ORDER BY r.ordinal),
                   false, p_actor)
          INTO v_signatures
          FROM unnest(p_records) AS r;
    END IF;

    WITH written AS MATERIALIZED (
        SELECT r.new_id, p.principal_id, r.correlation_id, coalesce(v_ids[r.parent_ordinal], r.parent_id) AS parent_attempt_id, r.hash,
               r.error_signature_id, coalesce(x.finished_at, greatest(x.started_at, v_now)) AS ended_at,
               CASE WHEN x.code IS NOT NULL AND agora_memory._has_secret(x.code) THEN agora_memory._secret_rule(x.code) END AS secret_rule, t.names, t.ms, x.*
          FROM unnest(p_records, v_ids, v_signatures)
               AS r(ordinal, record, agent, hash, first_ordinal, depth, parent_ordinal, parent_id, correlation_id, attempt_id, is_new, sqlstate,
                    reason, new_id, error_signature_id)
          JOIN agora.principal AS p ON p.name = r.agent
         CROSS JOIN LATERAL jsonb_to_record(r.record)
                 AS x(id text, request text, agent_type text, project text, category text, approach text, transforms numeric[], status text,
                      error jsonb, code text, language text, quality numeric, confidence numeric, tokens_in numeric, tokens_out numeric,
                      cost_usd numeric, model text, tools jsonb, meta jsonb, started_at timestamptz, finished_at timestamptz,
                      execution_id uuid, retention text)
         CROSS JOIN LATERAL agora_memory._read_tools(x.tools) AS t(names, ms)
         WHERE r.is_new
    ), head AS (
        INSERT INTO agora_memory.attempt
               (attempt_id, principal_id, correlation_id, parent_attempt_id, execution_id, request_fingerprint, status, category, project,
                model, approach_key, error_signature_id, quality, confidence, tokens_in, tokens_out, cost_usd, started_at, finished_at, idempotency_key, argument_hash, is_imported, recorded_at)
        OVERRIDING SYSTEM VALUE
        SELECT w.new_id, w.principal_id, w.correlation_id, w.parent_attempt_id, w.execution_id, agora_memory._fingerprint(w.request), w.status,
               w.category, w.project, w.model, agora_memory._approach_key(w.transforms[1]::bigint, w.approach), w.error_signature_id, w.quality, w.confidence,
               w.tokens_in, w.tokens_out, w.cost_usd, coalesce(w.started_at, w.ended_at), w.ended_at, w.id, w.hash, NOT p_is_rewardable, v_now
          FROM written AS w
         ORDER BY w.principal_id, w.id
    ), detail AS (
        INSERT INTO agora_memory.attempt_detail
               (attempt_id, request, agent_type, approach, error_type, error_message, error_stack, code, language, tools, tool_ms, meta, steps,
                retention, recorded_at)
        SELECT w.new_id, w.request, w.agent_type, w.approach, w.error ->> 'type',
               CASE WHEN length(w.error ->> 'message') > v_limit THEN agora_memory._fit_stack(w.error ->> 'message') ELSE w.error ->> 'message' END,
               CASE WHEN length(w.error ->> 'stack') > v_limit THEN agora_memory._fit_stack(w.error ->> 'stack') ELSE w.error ->> 'stack' END,
               CASE WHEN w.secret_rule IS NULL THEN w.code END,
               CASE WHEN w.secret_rule IS NULL AND w.code IS NOT NULL THEN coalesce(w.language, 'python') END,
               coalesce(w.names, '{}'), w.ms, coalesce(w.meta, '{}'),
               CASE WHEN w.secret_rule IS NULL THEN '[]'
                    ELSE jsonb_build_array(jsonb_build_object('step', 'extract', 'outcome', 'error', 'sqlstate', 'ZM014', 'detail',
                                                              format('code carries a secret and was not kept (rule=%s)', w.secret_rule))) END,
               coalesce(w.retention, 'standard'), v_now
          FROM written AS w
    )
    INSERT INTO agora_memory.attempt_transform (attempt_id, ordinal, transform_id)
    SELECT w.new_id, t.ordinal, t.transform_id
      FROM written AS w
     CROSS JOIN LATERAL unnest(w.transforms) WITH ORDINALITY AS t(transform_id, ordinal);

    PERFORM agora_memory._write_trail(v_new, ARRAY(SELECT r.record FROM unnest(p_records) AS r WHERE r.is_new ORDER BY r.ordinal));
    IF p_announce THEN
        PERFORM agora_memory._complete_attempt(v_new[1], '{}', agora_memory._secret_rule(p_records[1].record ->> 'code'), p_is_rewardable);
    ELSE
        PERFORM agora_memory._keep_code(v_new, p_is_rewardable);
        PERFORM agora_memory._learn(v_new, p_is_rewardable);
        PERFORM agora_memory._record_uses(v_new);
    END IF;
    RETURN v_ids;
END;
$_write_records$;

COMMENT ON FUNCTION agora_memory._write_records(agora_memory.attempt_record[], boolean, boolean, bigint)
    IS 'Write the attempts of new records; returns the attempt of each record, in their order.';
REVOKE ALL ON FUNCTION agora_memory._write_records(agora_memory.attempt_record[], boolean, boolean, bigint) FROM PUBLIC;
