-- The first field of an attempt record that is not what the published JSON Schema says (schemas/attempt.schema.json of the client):
-- ? for one that is not known, * for what is no object, or too deep, NULL where all are well. A table of one row, so that it is inlined; OFFSET 0,
-- so that it is computed once for whoever reads it twice.
CREATE OR REPLACE FUNCTION agora_memory._record_misfit(p_record jsonb)
RETURNS TABLE (field text)
LANGUAGE sql IMMUTABLE PARALLEL SAFE ROWS 1
BEGIN ATOMIC
    SELECT CASE
               WHEN jsonb_typeof(p_record) <> 'object' OR p_record @? '$.**{101}' THEN '*'
               WHEN p_record - agora_memory._record_fields() <> '{}' THEN '?'
               WHEN NOT agora._is_text(x.id, 200) THEN 'id'
               WHEN NOT agora._is_text(x.request, 100000) THEN 'request'
               WHEN NOT agora._is_text(x.agent, 200) THEN 'agent'
               WHEN NOT agora._is_text(x.agent_type, 200) THEN 'agent_type'
               WHEN NOT agora._is_text(x.project, 200) THEN 'project'
               WHEN NOT agora._is_text(x.category, 200) THEN 'category'
               WHEN NOT agora._is_text(x.approach, 10000) THEN 'approach'
               WHEN NOT agora._is_text(x.parent, 200) THEN 'parent'
               WHEN NOT agora._is_number(x.parent_attempt_id, 1, 9223372036854775807, 0) THEN 'parent_attempt_id'
               WHEN jsonb_typeof(x.correlation_id) <> 'null'
                    AND x.correlation_id #>> '{}' !~ '^[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$' THEN 'correlation_id'
               WHEN x.transforms IS NOT NULL AND NOT agora_memory._is_id_list(x.transforms) THEN 'transforms'
               WHEN x.status NOT IN ('"success"', '"error"', '"timeout"', '"cancelled"', '"partial"', 'null') THEN 'status'
               WHEN jsonb_typeof(x.error) NOT IN ('object', 'null') THEN 'error'
               WHEN jsonb_typeof(x.error) = 'object' AND x.error - '{type,message,stack}'::text[] <> '{}' THEN 'error'
               WHEN NOT agora._is_text(x.error -> 'type', 500) THEN 'error.type'
               WHEN jsonb_typeof(x.error -> 'message') NOT IN ('string', 'null') OR length(x.error ->> 'message') > 1000000 THEN 'error.message'
               WHEN jsonb_typeof(x.error -> 'stack') NOT IN ('string', 'null') OR length(x.error ->> 'stack') > 1000000 THEN 'error.stack'
               WHEN jsonb_typeof(x.code) NOT IN ('string', 'null') OR length(x.code #>> '{}') > 10000000 THEN 'code'
               WHEN NOT agora._is_text(x.language, 40) THEN 'language'
               WHEN NOT agora._is_number(x.quality, 0, 1, 16383) THEN 'quality'
               WHEN NOT agora._is_number(x.confidence, 0, 1, 16383) THEN 'confidence'
               WHEN NOT agora._is_number(x.tokens_in, 0, 1e15, 0) THEN 'tokens_in'
               WHEN NOT agora._is_number(x.tokens_out, 0, 1e15, 0) THEN 'tokens_out'
               WHEN NOT agora._is_number(x.cost_usd, 0, 1e9, 12) THEN 'cost_usd'
               WHEN NOT agora._is_text(x.model, 200) THEN 'model'
               WHEN x.tools IS NOT NULL AND NOT agora_memory._is_tool_list(x.tools) THEN 'tools'
               WHEN jsonb_typeof(x.execution_id) <> 'null'
                    AND x.execution_id #>> '{}' !~ '^[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$' THEN 'execution_id'
               WHEN x.retention NOT IN ('"short"', '"standard"', '"permanent"', 'null') THEN 'retention'
               WHEN x.steps IS NOT NULL AND NOT agora_memory._is_step_list(x.steps) THEN 'steps'
               WHEN x.files IS NOT NULL AND NOT agora_memory._is_file_list(x.files) THEN 'files'
               WHEN x.snapshots IS NOT NULL AND NOT agora_memory._is_snapshot_list(x.snapshots) THEN 'snapshots'
               WHEN jsonb_typeof(x.meta) NOT IN ('object', 'null') OR pg_column_size(x.meta) > 100000 THEN 'meta'
               WHEN NOT agora._is_time(x.started_at) THEN 'started_at'
               WHEN NOT agora._is_time(x.finished_at) THEN 'finished_at'
           END
      FROM jsonb_to_record(CASE jsonb_typeof(p_record) WHEN 'object' THEN p_record ELSE '{}' END)
           AS x(id jsonb, request jsonb, agent jsonb, agent_type jsonb, project jsonb, category jsonb, approach jsonb, parent jsonb,
                parent_attempt_id jsonb, correlation_id jsonb, transforms jsonb, status jsonb, error jsonb, code jsonb, language jsonb,
                quality jsonb, confidence jsonb, tokens_in jsonb, tokens_out jsonb, cost_usd jsonb, model jsonb, tools jsonb,
                meta jsonb, started_at jsonb, finished_at jsonb, execution_id jsonb, retention jsonb, steps jsonb, files jsonb,
                snapshots jsonb)
    OFFSET 0;
END;

COMMENT ON FUNCTION agora_memory._record_misfit(jsonb)
    IS 'First field of an attempt record that is not as it should be, or NULL.';
REVOKE ALL ON FUNCTION agora_memory._record_misfit(jsonb) FROM PUBLIC;
