-- Blockers with how far they went, and how far they should have by the clock: nobody has to sweep to see what is overdue.
CREATE OR REPLACE VIEW agora_work.reported_blocker WITH (security_barrier) AS
SELECT b.blocker_id,
       b.task_id,
       d.code,
       d.title,
       b.type,
       b.severity,
       b.description,
       b.capabilities,
       b.hazards,
       CASE WHEN b.closed_at IS NULL THEN 'open' ELSE 'closed' END AS status,
       b.level,
       CASE WHEN b.due_at <= c.time AND (b.level = 2 OR b.reported_at + c.human_after <= c.time) THEN 3
            WHEN b.due_at <= c.time THEN 2
            ELSE b.level END AS due_level,
       b.due_at,
       coalesce(b.due_at <= c.time, false) AS is_overdue,
       (SELECT count(*) FROM agora_work.help_assignment AS h WHERE h.blocker_id = b.blocker_id AND h.ended_at IS NULL) AS helpers,
       b.reported_by,
       b.reported_at,
       b.closed_by,
       b.closed_at,
       b.resolution
  FROM agora_work.blocker AS b
  JOIN agora_work.task_detail AS d ON d.task_id = b.task_id
 CROSS JOIN (SELECT agora.now() AS time, agora.setting_interval('work.human_after') AS human_after) AS c;

COMMENT ON VIEW agora_work.reported_blocker IS 'Blockers, open and closed, with the level they reached, the one that is due, and how many help.';
GRANT SELECT ON agora_work.reported_blocker TO agora_reader;
