-- Golden states with what their attempts used, how they were decided, and how well they were reused.
CREATE OR REPLACE VIEW agora_memory.known_golden_state WITH (security_barrier) AS
SELECT g.golden_state_id,
       g.status,
       g.problem,
       g.problem_hash,
       g.solution,
       g.code,
       g.language,
       g.category,
       g.quality,
       g.claimed_quality,
       t.complexity,
       agora_memory.wilson_lower_bound(g.successes, g.reuses, agora.setting_numeric('memory.wilson_z')) AS reusability,
       g.attempt_id,
       a.principal_id AS author_id,
       a.correlation_id,
       a.model,
       d.tools,
       t.transform_ids,
       g.nominated_by,
       g.nominated_at,
       c.principal_id AS decided_by,
       c.source AS decision_source,
       c.notes AS decision_notes,
       c.decided_at,
       p.decided_at AS approved_at,
       g.reuses,
       g.successes,
       g.last_reused_at
  FROM agora_memory.golden_state AS g
  JOIN agora_memory.attempt AS a ON a.attempt_id = g.attempt_id
  JOIN agora_memory.golden_decision AS c ON c.golden_state_id = g.golden_state_id AND c.status = g.status
  LEFT JOIN agora_memory.golden_decision AS p ON p.golden_state_id = g.golden_state_id AND p.status = 'approved'
  LEFT JOIN agora_memory.attempt_detail AS d ON d.attempt_id = g.attempt_id
 CROSS JOIN LATERAL (
       SELECT max(r.complexity) AS complexity, array_agg(r.transform_id ORDER BY x.ordinal) AS transform_ids
         FROM agora_memory.attempt_transform AS x
         JOIN agora_memory.transform AS r ON r.transform_id = x.transform_id
        WHERE x.attempt_id = g.attempt_id) AS t;

COMMENT ON VIEW agora_memory.known_golden_state IS 'Golden states in any status: solution, what it used, the latest decision, reuses; reusability is the Wilson bound of successful reuse.';
COMMENT ON COLUMN agora_memory.known_golden_state.complexity  IS 'Difficulty 0..1 of the hardest transform that it used.';
COMMENT ON COLUMN agora_memory.known_golden_state.reusability IS 'Lower Wilson bound of the share of reuses that succeeded, 0..1.';
GRANT SELECT ON agora_memory.known_golden_state TO agora_reader;
