-- Attempts with their texts: shared knowledge.
CREATE OR REPLACE VIEW agora_memory.recorded_attempt WITH (security_barrier) AS
SELECT a.attempt_id,
       a.principal_id,
       a.correlation_id,
       a.parent_attempt_id,
       a.execution_id,
       a.request_fingerprint,
       a.status,
       a.category,
       a.project,
       a.model,
       d.agent_type,
       d.request,
       d.approach,
       a.approach_key,
       a.error_signature_id,
       d.error_type,
       d.error_message,
       d.error_stack,
       d.code,
       d.language,
       d.tools,
       ARRAY(SELECT t.transform_id
               FROM agora_memory.attempt_transform AS t
              WHERE t.attempt_id = a.attempt_id AND NOT t.is_source
              ORDER BY t.ordinal) AS transform_ids,
       a.quality,
       a.confidence,
       a.tokens_in,
       a.tokens_out,
       a.cost_usd,
       a.started_at,
       a.finished_at,
       a.finished_at - a.started_at AS duration,
       d.meta,
       d.retention,
       (SELECT string_agg(format('%s: %s', s.value ->> 'step', s.value ->> 'detail'), E'\n' ORDER BY s.ordinality)
          FROM jsonb_array_elements(d.steps) WITH ORDINALITY AS s
         WHERE s.value ->> 'outcome' = 'error') AS step_error,
       a.recorded_at
  FROM agora_memory.attempt AS a
  LEFT JOIN agora_memory.attempt_detail AS d ON d.attempt_id = a.attempt_id;

COMMENT ON VIEW agora_memory.recorded_attempt IS 'Attempts: who tried what how, how it ended, what it cost.';
GRANT SELECT ON agora_memory.recorded_attempt TO agora_reader;
