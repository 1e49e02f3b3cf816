-- Entries of the witness; private to whoever acted.
CREATE OR REPLACE VIEW agora_work.witness_entry WITH (security_barrier) AS
SELECT s.stream,
       w.seq,
       w.event,
       w.severity,
       w.principal_id,
       w.subject,
       w.correlation_id,
       w.payload,
       w.recorded_at,
       s.retention,
       encode(w.previous_hash, 'hex') AS previous_hash,
       encode(w.hash, 'hex') AS hash
  FROM agora_work.witness AS w
  JOIN agora_work.witness_stream AS s ON s.stream_id = w.stream_id
 WHERE (SELECT agora.visible_principal()) IN (0, w.principal_id);

COMMENT ON VIEW agora_work.witness_entry IS 'Entries of the witness with their stream; a bound login sees those of its own acts.';
GRANT SELECT ON agora_work.witness_entry TO agora_reader;
