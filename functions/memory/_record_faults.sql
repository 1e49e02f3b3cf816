-- What is wrong with attempt records in themselves, without looking at any table: the first fault of each. The published JSON
-- Schema (schemas/attempt.schema.json of the client) says the same to those who write records.
CREATE OR REPLACE FUNCTION agora_memory._record_faults(
    p_records  jsonb,
    p_now      timestamptz
)
RETURNS TABLE (ordinal bigint, record jsonb, fault text)
LANGUAGE sql STABLE
BEGIN ATOMIC
    WITH known (fields) AS (
        VALUES ('{id,request,agent,agent_type,project,category,approach,parent,parent_attempt_id,correlation_id,transforms,status,error,
                  code,language,quality,confidence,tokens_in,tokens_out,cost_usd,model,tools,meta,started_at,finished_at,
                  execution_id,retention,steps,files,snapshots}'::text[])
    ), rule (fields, rule) AS (
        VALUES ('{id,agent,agent_type,project,category,parent,model}'::text[], 'a printable text of 1 to 200 characters'),
               ('{language}', 'a printable text of 1 to 40 characters'),
               ('{request}', 'a text of 1 to 100000 characters'),
               ('{approach}', 'a text of 1 to 10000 characters'),
               ('{code}', 'a text of at most 10000000 characters'),
               ('{error}', 'an object of type, message and stack'),
               ('{error.type}', 'a printable text of 1 to 500 characters'),
               ('{error.message,error.stack}', 'a text of at most 1000000 characters'),
               ('{status}', 'success, error, timeout, cancelled or partial'),
               ('{parent_attempt_id}', 'a whole number from 1'),
               ('{correlation_id,execution_id}', 'a UUID such as 123e4567-e89b-42d3-a456-426614174000'),
               ('{transforms}', 'a list of at most 100 different ids'),
               ('{quality,confidence}', 'a number from 0 to 1'),
               ('{tokens_in,tokens_out}', 'a whole number from 0 to 1e15'),
               ('{cost_usd}', 'a number from 0 to 1e9 of at most 12 decimals'),
               ('{tools}', 'a list of at most 1000 texts or objects of tool and ms'),
               ('{retention}', 'short, standard or permanent'),
               ('{steps}', 'a list of at most 1000 objects of name, outcome, detail, started_at, finished_at, pre and post'),
               ('{files}', 'a list of at most 10000 objects of path, operation, before and after'),
               ('{snapshots}', 'a list of at most 1000 objects of kind and content'),
               ('{meta}', 'an object of at most 100000 bytes'),
               ('{started_at,finished_at}', 'an ISO 8601 time with its zone such as 2026-01-31T12:00:00Z, from 1900 on')
    ), checked AS MATERIALIZED (
        SELECT r.ordinal, r.record, CASE
                   WHEN jsonb_typeof(r.record) <> 'object'                                THEN '*'
                   WHEN r.record - k.fields <> '{}'                                       THEN '?'
                   WHEN NOT agora._is_text(x.id, 200)                              THEN 'id'
                   WHEN NOT agora._is_text(x.request, 100000)                      THEN 'request'
                   WHEN NOT agora._is_text(x.agent, 200)                           THEN 'agent'
                   WHEN NOT agora._is_text(x.agent_type, 200)                      THEN 'agent_type'
                   WHEN NOT agora._is_text(x.project, 200)                         THEN 'project'
                   WHEN NOT agora._is_text(x.category, 200)                        THEN 'category'
                   WHEN NOT agora._is_text(x.approach, 10000)                      THEN 'approach'
                   WHEN NOT agora._is_text(x.parent, 200)                          THEN 'parent'
                   WHEN NOT agora._is_number(x.parent_attempt_id, 1, 9223372036854775807, 0) THEN 'parent_attempt_id'
                   WHEN jsonb_typeof(x.correlation_id) <> 'null'
                        AND x.correlation_id #>> '{}' !~ '^[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$' THEN 'correlation_id'
                   WHEN x.transforms IS NOT NULL AND NOT agora_memory._is_id_list(x.transforms) THEN 'transforms'
                   WHEN x.status NOT IN ('"success"', '"error"', '"timeout"', '"cancelled"', '"partial"', 'null') THEN 'status'
                   WHEN jsonb_typeof(x.error) NOT IN ('object', 'null')                   THEN 'error'
                   WHEN jsonb_typeof(x.error) = 'object' AND x.error - '{type,message,stack}'::text[] <> '{}' THEN 'error'
                   WHEN NOT agora._is_text(x.error -> 'type', 500)                 THEN 'error.type'
                   WHEN jsonb_typeof(x.error -> 'message') NOT IN ('string', 'null') OR length(x.error ->> 'message') > 1000000 THEN 'error.message'
                   WHEN jsonb_typeof(x.error -> 'stack') NOT IN ('string', 'null') OR length(x.error ->> 'stack') > 1000000     THEN 'error.stack'
                   WHEN jsonb_typeof(x.code) NOT IN ('string', 'null') OR length(x.code #>> '{}') > 10000000                    THEN 'code'
                   WHEN NOT agora._is_text(x.language, 40)                         THEN 'language'
                   WHEN NOT agora._is_number(x.quality, 0, 1, 16383)               THEN 'quality'
                   WHEN NOT agora._is_number(x.confidence, 0, 1, 16383)            THEN 'confidence'
                   WHEN NOT agora._is_number(x.tokens_in, 0, 1e15, 0)              THEN 'tokens_in'
                   WHEN NOT agora._is_number(x.tokens_out, 0, 1e15, 0)             THEN 'tokens_out'
                   WHEN NOT agora._is_number(x.cost_usd, 0, 1e9, 12)               THEN 'cost_usd'
                   WHEN NOT agora._is_text(x.model, 200)                           THEN 'model'
                   WHEN x.tools IS NOT NULL AND NOT agora_memory._is_tool_list(x.tools) THEN 'tools'
                   WHEN jsonb_typeof(x.execution_id) <> 'null'
                        AND x.execution_id #>> '{}' !~ '^[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$' THEN 'execution_id'
                   WHEN x.retention NOT IN ('"short"', '"standard"', '"permanent"', 'null') THEN 'retention'
                   WHEN x.steps IS NOT NULL AND NOT agora_memory._is_step_list(x.steps) THEN 'steps'
                   WHEN x.files IS NOT NULL AND NOT agora_memory._is_file_list(x.files) THEN 'files'
                   WHEN x.snapshots IS NOT NULL AND NOT agora_memory._is_snapshot_list(x.snapshots) THEN 'snapshots'
                   WHEN jsonb_typeof(x.meta) NOT IN ('object', 'null') OR pg_column_size(x.meta) > 100000 THEN 'meta'
                   WHEN NOT agora._is_time(x.started_at)                           THEN 'started_at'
                   WHEN NOT agora._is_time(x.finished_at)                          THEN 'finished_at'
               END AS field
          FROM known AS k
         CROSS JOIN LATERAL jsonb_array_elements(p_records) WITH ORDINALITY AS r(record, ordinal)
         CROSS JOIN LATERAL jsonb_to_record(CASE jsonb_typeof(r.record) WHEN 'object' THEN r.record ELSE '{}' END)
                 AS x(id jsonb, request jsonb, agent jsonb, agent_type jsonb, project jsonb, category jsonb, approach jsonb, parent jsonb,
                      parent_attempt_id jsonb, correlation_id jsonb, transforms jsonb, status jsonb, error jsonb, code jsonb, language jsonb,
                      quality jsonb, confidence jsonb, tokens_in jsonb, tokens_out jsonb, cost_usd jsonb, model jsonb, tools jsonb,
                      meta jsonb, started_at jsonb, finished_at jsonb, execution_id jsonb, retention jsonb, steps jsonb, files jsonb,
                      snapshots jsonb)
    )
    SELECT c.ordinal,
           c.record,
           CASE
               WHEN c.field = '*' THEN format('a record is a JSON object, not %s', jsonb_typeof(c.record))
               WHEN c.field = '?' THEN (SELECT format('%s is not a known field', left(min(u.key), 200))
                                          FROM known AS k, jsonb_object_keys(c.record - k.fields) AS u(key))
               WHEN c.field IS NOT NULL THEN (SELECT format('%s is not %s: %s', c.field, u.rule, left((c.record #> string_to_array(c.field, '.'))::text, 200))
                                                FROM rule AS u
                                               WHERE c.field = ANY (u.fields))
               WHEN c.record ->> 'id' IS NULL THEN 'id is missing'
               WHEN c.record ->> 'request' IS NULL THEN 'request is missing'
               WHEN c.record ->> 'status' IS NULL THEN 'status is missing'
               WHEN c.record ->> 'status' = 'error'
                    AND concat(c.record #>> '{error,type}', c.record #>> '{error,message}', c.record #>> '{error,stack}') !~ '\S'
               THEN 'error is missing: status error needs a type, message or stack'
               WHEN c.record ->> 'status' IN ('success', 'cancelled') AND jsonb_strip_nulls(c.record -> 'error') <> '{}'
               THEN format('error does not go with status %s', c.record ->> 'status')
               WHEN c.record ->> 'parent' IS NOT NULL AND c.record ->> 'parent_attempt_id' IS NOT NULL
               THEN 'parent and parent_attempt_id are both given: name one'
               WHEN (c.record ->> 'finished_at')::timestamptz > p_now + interval '5 minutes' THEN 'finished_at is in the future'
               WHEN (c.record ->> 'started_at')::timestamptz > p_now + interval '5 minutes' THEN 'started_at is in the future'
               WHEN (c.record ->> 'finished_at')::timestamptz < (c.record ->> 'started_at')::timestamptz THEN 'finished_at is before started_at'
           END
      FROM checked AS c;
END;

COMMENT ON FUNCTION agora_memory._record_faults(jsonb, timestamptz)
    IS 'For each attempt record of a JSON array its first fault, or NULL.';
REVOKE ALL ON FUNCTION agora_memory._record_faults(jsonb, timestamptz) FROM PUBLIC;
