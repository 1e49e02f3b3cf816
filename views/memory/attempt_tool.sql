-- Tools that attempts used, in order, with the time each took.
CREATE OR REPLACE VIEW agora_memory.attempt_tool WITH (security_barrier) AS
SELECT d.attempt_id,
       t.ordinality AS ordinal,
       t.tool,
       t.ms
  FROM agora_memory.attempt_detail AS d
 CROSS JOIN LATERAL unnest(d.tools, d.tool_ms) WITH ORDINALITY AS t(tool, ms);

COMMENT ON VIEW agora_memory.attempt_tool IS 'Tools of attempts in order; ms where it is known.';
GRANT SELECT ON agora_memory.attempt_tool TO agora_reader;
