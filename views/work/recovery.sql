-- The last 100 claims that were lost within work.score_window: how long their agents had been silent when that was written down, at
-- most, and how long it took until somebody had the task again, or has been taking until now.
CREATE OR REPLACE VIEW agora_work.recovery WITH (security_barrier) AS
SELECT l.task_id,
       l.epoch,
       l.agent_id,
       l.ended_at AS lost_at,
       l.retry_at AS detected_at,
       n.claimed_at AS resumed_at,
       extract(epoch FROM l.retry_at - l.ended_at + a.lease) AS detection,
       extract(epoch FROM coalesce(n.claimed_at, CASE t.status WHEN 'available' THEN agora.now() END) - l.ended_at) AS recovery
  FROM (SELECT c.task_id, c.epoch, c.agent_id, c.ended_at, c.retry_at
          FROM agora_work.claim AS c
         WHERE c.outcome = 'lost' AND c.ended_at > agora.now() - (SELECT agora.setting_interval('work.score_window'))
         ORDER BY c.ended_at DESC, c.task_id DESC
         LIMIT 100) AS l
  JOIN agora_work.task AS t ON t.task_id = l.task_id
  JOIN agora_work.agent AS a ON a.agent_id = l.agent_id
  LEFT JOIN agora_work.claim_history AS n ON n.task_id = l.task_id AND n.epoch = l.epoch + 1;

COMMENT ON VIEW agora_work.recovery IS 'Claims that were lost, with the seconds until that was written down and until somebody had the task again.';
COMMENT ON COLUMN agora_work.recovery.detection IS 'Seconds of silence until the loss was written down, at most.';
COMMENT ON COLUMN agora_work.recovery.recovery  IS 'Seconds until somebody had the task again, or until now.';
GRANT SELECT ON agora_work.recovery TO agora_reader;
