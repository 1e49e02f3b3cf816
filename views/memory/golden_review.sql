-- Nominations that wait for a reviewer.
CREATE OR REPLACE VIEW agora_memory.golden_review WITH (security_barrier) AS
SELECT g.golden_state_id,
       g.problem,
       g.solution,
       g.code,
       g.language,
       g.category,
       g.quality,
       g.claimed_quality,
       g.complexity,
       g.attempt_id,
       g.author_id,
       g.nominated_by,
       g.nominated_at,
       agora.now() - g.nominated_at AS waiting
  FROM agora_memory.known_golden_state AS g
 WHERE g.status = 'nominated';

COMMENT ON VIEW agora_memory.golden_review IS 'Golden states that wait for approve_golden() or reject_golden(), and how long.';
COMMENT ON COLUMN agora_memory.golden_review.complexity IS 'Difficulty 0..1 of the hardest transform that it used.';
GRANT SELECT ON agora_memory.golden_review TO agora_reader;
