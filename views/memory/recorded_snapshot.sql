-- States that attempts recorded; equal content is one snapshot.
CREATE OR REPLACE VIEW agora_memory.recorded_snapshot WITH (security_barrier) AS
SELECT x.attempt_id,
       x.ordinal,
       x.kind,
       x.step_number,
       x.snapshot_id,
       s.hash,
       s.content,
       x.recorded_at
  FROM agora_memory.attempt_snapshot AS x
  JOIN agora_memory.snapshot AS s ON s.snapshot_id = x.snapshot_id;

COMMENT ON VIEW agora_memory.recorded_snapshot IS 'States of attempts in order, with their content.';
GRANT SELECT ON agora_memory.recorded_snapshot TO agora_reader;
