-- Everything that was recorded of an attempt, as one document: enough to run it again where replayable_attempt says so.
-- Errors: ZM001 unknown attempt.
CREATE OR REPLACE FUNCTION agora_memory.replay_attempt(p_attempt bigint)
RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $replay_attempt$
DECLARE
    v_replay jsonb;
BEGIN
    SELECT jsonb_build_object(
               'attempt', jsonb_build_object('attempt_id', r.attempt_id, 'principal_id', r.principal_id, 'agent', p.name, 'agent_type', r.agent_type,
                                             'correlation_id', r.correlation_id, 'execution_id', r.execution_id, 'category', r.category,
                                             'project', r.project, 'model', r.model, 'meta', r.meta, 'started_at', r.started_at),
               'request', r.request,
               'approach', r.approach,
               'code', r.code,
               'language', r.language,
               'tools', (SELECT coalesce(jsonb_agg(jsonb_build_object('tool', t.tool, 'ms', t.ms) ORDER BY t.ordinal), '[]')
                           FROM agora_memory.attempt_tool AS t WHERE t.attempt_id = p_attempt),
               'steps', (SELECT coalesce(jsonb_agg(to_jsonb(s) - '{attempt_id,duration,recorded_at}'::text[] ORDER BY s.number), '[]')
                           FROM agora_memory.recorded_step AS s WHERE s.attempt_id = p_attempt),
               'files', (SELECT coalesce(jsonb_agg(to_jsonb(f) - '{attempt_id,recorded_at}'::text[] ORDER BY f.ordinal), '[]')
                           FROM agora_memory.recorded_file AS f WHERE f.attempt_id = p_attempt),
               'snapshots', (SELECT coalesce(jsonb_agg(to_jsonb(s) - '{attempt_id}'::text[] ORDER BY s.ordinal), '[]')
                               FROM agora_memory.recorded_snapshot AS s WHERE s.attempt_id = p_attempt),
               'transforms', (SELECT coalesce(jsonb_agg(jsonb_build_object('transform_id', t.transform_id, 'name', t.name, 'hash', t.hash,
                                                                           'language', t.language, 'code', t.code, 'is_source', x.is_source)
                                                        ORDER BY x.ordinal), '[]')
                                FROM agora_memory.attempt_transform AS x
                                JOIN agora_memory.transform AS t ON t.transform_id = x.transform_id
                               WHERE x.attempt_id = p_attempt),
               'retries', (SELECT jsonb_agg(jsonb_build_object('attempt_id', t.attempt_id, 'parent_attempt_id', t.parent_attempt_id,
                                                               'depth', t.depth, 'status', t.status) ORDER BY t.path)
                             FROM agora_memory.attempt_tree(p_attempt) AS t),
               'error', CASE WHEN concat(r.error_type, r.error_message, r.error_stack) ~ '\S'
                             THEN jsonb_build_object('type', r.error_type, 'message', r.error_message, 'stack', r.error_stack,
                                                     'error_signature_id', r.error_signature_id,
                                                     'pattern', (SELECT g.pattern FROM agora_memory.error_signature AS g
                                                                  WHERE g.error_signature_id = r.error_signature_id)) END,
               'outcome', jsonb_build_object('status', r.status, 'finished_at', r.finished_at, 'quality', r.quality, 'confidence', r.confidence,
                                             'tokens_in', r.tokens_in, 'tokens_out', r.tokens_out, 'cost_usd', r.cost_usd),
               'completion', (SELECT coalesce(jsonb_agg(to_jsonb(s) - '{attempt_id}'::text[] ORDER BY s.ordinal), '[]')
                                FROM agora_memory.attempt_step AS s WHERE s.attempt_id = p_attempt),
               'is_replayable', y.is_replayable,
               'reasons', y.reasons)
      INTO v_replay
      FROM agora_memory.recorded_attempt AS r
      JOIN agora_memory.replayable_attempt AS y ON y.attempt_id = r.attempt_id
      JOIN agora.principal AS p ON p.principal_id = r.principal_id
     WHERE r.attempt_id = p_attempt;
    IF NOT FOUND THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZM001',
            MESSAGE = 'unknown attempt',
            DETAIL  = format('p_attempt=%s', coalesce(p_attempt::text, 'NULL')),
            HINT    = 'See agora_memory.recorded_attempt.';
    END IF;
    RETURN v_replay;
END;
$replay_attempt$;

COMMENT ON FUNCTION agora_memory.replay_attempt(bigint)
    IS 'All that was recorded of an attempt as one JSON object: request, approach, code, tools, steps, files, snapshots, transforms, retries, error, outcome, and whether it is replayable.';
REVOKE ALL ON FUNCTION agora_memory.replay_attempt(bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_memory.replay_attempt(bigint) TO agora_reader;
