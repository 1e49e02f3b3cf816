-- Authorisations as they stand now: one whose time is over is expired, whether or not that was written down.
CREATE OR REPLACE VIEW agora_model.recorded_authorization WITH (security_barrier) AS
SELECT a.budget_authorization_id AS authorization_id,
       a.principal_id,
       a.created_by,
       a.stage,
       a.correlation_id,
       a.decision,
       CASE WHEN a.status = 'open' AND a.expires_at <= agora.now() THEN 'expired' ELSE a.status END AS status,
       a.estimate_usd,
       a.actual_usd,
       a.budget_ids,
       a.period_starts,
       a.hold_id,
       a.uncovered,
       a.authorized_at,
       a.expires_at,
       a.closed_at
  FROM agora_model.budget_authorization AS a
 WHERE (SELECT agora.visible_principal()) IN (0, a.principal_id);

COMMENT ON VIEW agora_model.recorded_authorization IS 'Authorisations to spend: open, settled, released or expired, with what was reserved and what the call cost in US dollars; recorded = a call that nobody had authorised. A bound login sees its own.';
GRANT SELECT ON agora_model.recorded_authorization TO agora_reader;
