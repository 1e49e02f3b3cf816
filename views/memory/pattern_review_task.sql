-- Reviews of the library that are due or done.
CREATE OR REPLACE VIEW agora_memory.pattern_review_task WITH (security_barrier) AS
SELECT r.pattern_review_id,
       r.status,
       r.first_contribution,
       r.last_contribution,
       (SELECT count(*) FROM agora_memory.pattern_version AS v
         WHERE v.contribution >= r.first_contribution AND v.contribution <= r.last_contribution) AS versions,
       r.opened_at,
       r.done_by,
       r.done_at,
       r.notes
  FROM agora_memory.pattern_review AS r;

COMMENT ON VIEW agora_memory.pattern_review_task IS 'Reviews of patterns, open and done; known_pattern_version has the contributions by number.';
GRANT SELECT ON agora_memory.pattern_review_task TO agora_reader;
