-- Errors that were seen, how often, and how well they are understood.
CREATE OR REPLACE VIEW agora_memory.known_error_signature WITH (security_barrier) AS
SELECT s.error_signature_id,
       s.signature,
       s.normalizer_version,
       s.error_type,
       s.category,
       s.language,
       s.pattern,
       s.message,
       s.family,
       s.first_seen_at,
       o.last_seen_at,
       o.occurrences,
       b.approaches,
       b.best_confidence
  FROM agora_memory.error_signature AS s
 CROSS JOIN LATERAL (
       SELECT count(*) AS occurrences, max(a.finished_at) AS last_seen_at
         FROM agora_memory.attempt AS a
        WHERE a.error_signature_id = s.error_signature_id) AS o
 CROSS JOIN LATERAL (
       SELECT count(*) AS approaches, max(r.confidence) AS best_confidence
         FROM agora_memory.resolution AS r
        WHERE r.error_signature_id = s.error_signature_id) AS b;

COMMENT ON VIEW agora_memory.known_error_signature IS 'Error signatures with occurrences, how many approaches were tried, and the confidence of the best as of its last evidence.';
GRANT SELECT ON agora_memory.known_error_signature TO agora_reader;
