-- Requests to the world outside, with what came of them. A bound login sees its own.
CREATE OR REPLACE VIEW agora_work.submitted_request WITH (security_barrier) AS
SELECT r.request_id,
       r.kind,
       r.requester_id,
       r.author_id,
       r.transform_id,
       r.vouches,
       r.status,
       r.denial,
       r.outcome,
       r.violations,
       r.result,
       r.body,
       r.limits,
       r.epoch AS attempts,
       r.holder_id,
       nullif(r.lease_until, '-infinity') AS lease_until,
       r.submitted_at,
       r.finished_at
  FROM agora_work.request AS r
 WHERE (SELECT agora.visible_principal()) IN (0, r.requester_id);

COMMENT ON VIEW agora_work.submitted_request IS 'Requests: sandbox jobs, commands and calls, what was denied and why, and what came of them.';
GRANT SELECT ON agora_work.submitted_request TO agora_reader;
