-- How long knowledge waits for its approval, within memory.scorecard_window.
CREATE OR REPLACE VIEW agora_memory.approval_time WITH (security_barrier) AS
WITH approval AS (
    SELECT 'transform' AS kind,
           d.decided_at,
           d.decided_at - t.recorded_at AS waited
      FROM agora_memory.transform_decision AS d
      JOIN agora_memory.transform AS t ON t.transform_id = d.transform_id
     WHERE d.decision = 'approve'
     UNION ALL
    SELECT 'golden' AS kind,
           d.decided_at,
           d.decided_at - g.nominated_at AS waited
      FROM agora_memory.golden_decision AS d
      JOIN agora_memory.golden_state AS g ON g.golden_state_id = d.golden_state_id
     WHERE d.status = 'approved'
)
SELECT a.kind,
       count(*) AS approvals,
       percentile_disc(0.5) WITHIN GROUP (ORDER BY a.waited) AS median_wait,
       percentile_disc(0.9) WITHIN GROUP (ORDER BY a.waited) AS p90_wait,
       max(a.waited) AS longest_wait
  FROM approval AS a
 WHERE a.decided_at > agora.now() - agora.setting_interval('memory.scorecard_window')
 GROUP BY a.kind;

COMMENT ON VIEW agora_memory.approval_time IS 'Time from registration or nomination to approval, by kind of knowledge.';
GRANT SELECT ON agora_memory.approval_time TO agora_reader;
