-- How patterns relate.
CREATE OR REPLACE VIEW agora_memory.related_pattern WITH (security_barrier) AS
SELECT r.source_id,
       s.name AS source,
       r.relation,
       r.target_id,
       t.name AS target,
       r.confidence,
       r.principal_id,
       r.recorded_at
  FROM agora_memory.pattern_relation AS r
  JOIN agora_memory.pattern AS s ON s.pattern_id = r.source_id
  JOIN agora_memory.pattern AS t ON t.pattern_id = r.target_id;

COMMENT ON VIEW agora_memory.related_pattern IS 'Relations between patterns, with confidence.';
GRANT SELECT ON agora_memory.related_pattern TO agora_reader;
