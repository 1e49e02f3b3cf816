-- Tiers of limits.
CREATE OR REPLACE VIEW agora_work.known_tier WITH (security_barrier) AS
SELECT t.tier,
       t.memory_mb,
       t.cpu_percent,
       t.exec_seconds,
       t.open_files,
       t.calls_per_second,
       t.description
  FROM agora_work.resource_tier AS t;

COMMENT ON VIEW agora_work.known_tier IS 'Tiers of limits that contracts begin with.';
GRANT SELECT ON agora_work.known_tier TO agora_reader;
