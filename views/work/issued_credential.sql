-- Credentials without their secret; private to the agent.
CREATE OR REPLACE VIEW agora_work.issued_credential WITH (security_barrier) AS
SELECT c.credential_id,
       c.principal_id,
       c.task,
       c.task_id,
       c.epoch,
       c.endpoints,
       c.max_uses,
       c.uses,
       c.replaces,
       c.issued_by,
       c.issued_at,
       c.expires_at,
       c.revoked_at,
       c.revoked_reason,
       CASE WHEN c.revoked_at IS NOT NULL THEN 'revoked'
            WHEN c.expires_at <= agora.now() THEN 'expired'
            WHEN p.suspended_at IS NOT NULL THEN 'suspended'
            WHEN c.task_id IS NOT NULL AND NOT agora_work._holds(c.principal_id, c.task_id, c.epoch) THEN 'claim over'
            WHEN c.uses >= c.max_uses THEN 'used up'
            ELSE 'active' END AS status
  FROM agora_work.credential AS c
  JOIN agora.principal AS p USING (principal_id)
 WHERE (SELECT agora.visible_principal()) IN (0, c.principal_id);

COMMENT ON VIEW agora_work.issued_credential IS 'Credentials with what they are good for and their status (active, expired, revoked, suspended, claim over, used up); a bound login sees its own.';
GRANT SELECT ON agora_work.issued_credential TO agora_reader;
