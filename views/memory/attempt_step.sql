-- What was done with each attempt when it ended, step by step, with outcome and time.
CREATE OR REPLACE VIEW agora_memory.attempt_step WITH (security_barrier) AS
SELECT d.attempt_id,
       s.ordinality AS ordinal,
       s.value ->> 'step' AS step,
       s.value ->> 'outcome' AS outcome,
       (s.value ->> 'ms')::numeric AS ms,
       s.value ->> 'sqlstate' AS sqlstate,
       s.value ->> 'detail' AS detail,
       s.value -> 'result' AS result
  FROM agora_memory.attempt_detail AS d
 CROSS JOIN LATERAL jsonb_array_elements(d.steps) WITH ORDINALITY AS s;

COMMENT ON VIEW agora_memory.attempt_step IS 'Steps of completing attempts: success, error with SQLSTATE, or skipped with the reason; of imported attempts only the errors.';
GRANT SELECT ON agora_memory.attempt_step TO agora_reader;
