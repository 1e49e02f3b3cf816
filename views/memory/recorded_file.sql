-- Files that attempts read or changed.
CREATE OR REPLACE VIEW agora_memory.recorded_file WITH (security_barrier) AS
SELECT f.attempt_id,
       f.ordinal,
       f.path,
       f.operation,
       f.hash_before,
       f.hash_after,
       f.recorded_at
  FROM agora_memory.attempt_file AS f;

COMMENT ON VIEW agora_memory.recorded_file IS 'File operations of attempts in order, with the SHA-256 of the content before and after.';
GRANT SELECT ON agora_memory.recorded_file TO agora_reader;
