-- Stages of runs in their order.
CREATE OR REPLACE VIEW agora_pipeline.known_stage WITH (security_barrier) AS
SELECT s.number,
       s.stage,
       s.alias,
       s.title,
       s.target_ms
  FROM agora_pipeline.pipeline_stage AS s
 ORDER BY s.number;

COMMENT ON VIEW agora_pipeline.known_stage IS 'Stages of generation runs in their order, with their targets in milliseconds; alias is the number in the older numbering.';
GRANT SELECT ON agora_pipeline.known_stage TO agora_reader;
