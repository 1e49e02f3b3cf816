-- The board of exemplary solutions.
CREATE OR REPLACE VIEW agora_memory.approved_golden_state WITH (security_barrier) AS
SELECT g.golden_state_id,
       g.problem,
       g.solution,
       g.category,
       g.language,
       g.quality,
       g.complexity,
       g.reusability,
       g.attempt_id,
       g.author_id,
       g.decision_source,
       g.approved_at,
       g.approved_at - g.nominated_at AS approval_time,
       g.reuses,
       g.successes,
       g.last_reused_at
  FROM agora_memory.known_golden_state AS g
 WHERE g.status = 'approved';

COMMENT ON VIEW agora_memory.approved_golden_state IS 'Approved golden states.';
GRANT SELECT ON agora_memory.approved_golden_state TO agora_reader;
