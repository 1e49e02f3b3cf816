-- Which attempts could be run again from what was recorded, and what the others lack.
CREATE OR REPLACE VIEW agora_memory.replayable_attempt WITH (security_barrier) AS
SELECT a.attempt_id,
       a.status,
       r.reasons = '{}' AS is_replayable,
       r.reasons
  FROM agora_memory.attempt AS a
  LEFT JOIN agora_memory.attempt_detail AS d ON d.attempt_id = a.attempt_id
 CROSS JOIN LATERAL (
       SELECT ARRAY(SELECT l.reason
                      FROM (VALUES (1, 'in_progress', a.status = 'in_progress'),
                                   (2, 'texts_expired', d.attempt_id IS NULL),
                                   (3, 'code_dropped', jsonb_path_exists(d.steps, '$[*] ? (@.step == "extract" && @.sqlstate == "ZM014")')),
                                   (4, 'no_snapshot', NOT EXISTS (SELECT 1 FROM agora_memory.attempt_snapshot AS x WHERE x.attempt_id = a.attempt_id)),
                                   (5, 'step_without_snapshot', EXISTS (SELECT 1
                                                                          FROM agora_memory.workflow_step AS s
                                                                         WHERE s.attempt_id = a.attempt_id
                                                                           AND NOT EXISTS (SELECT 1
                                                                                             FROM agora_memory.attempt_snapshot AS x
                                                                                            WHERE x.attempt_id = s.attempt_id AND x.step_number = s.number))),
                                   (6, 'file_without_hash', EXISTS (SELECT 1
                                                                      FROM agora_memory.attempt_file AS f
                                                                     WHERE f.attempt_id = a.attempt_id
                                                                       AND ((f.operation <> 'create' AND f.hash_before IS NULL)
                                                                            OR (f.operation = ANY ('{create,modify}') AND f.hash_after IS NULL))))
                           ) AS l(place, reason, applies)
                     WHERE l.applies
                     ORDER BY l.place) AS reasons) AS r;

COMMENT ON VIEW agora_memory.replayable_attempt IS 'Whether an attempt is replayable; reasons: in_progress, texts_expired, code_dropped, no_snapshot, step_without_snapshot, file_without_hash.';
GRANT SELECT ON agora_memory.replayable_attempt TO agora_reader;
