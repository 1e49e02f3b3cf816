-- Contracts with agents.
CREATE OR REPLACE VIEW agora_work.agreed_contract WITH (security_barrier) AS
SELECT c.contract_id,
       c.principal_id,
       c.tier,
       c.p99_ms,
       c.success_rate,
       c.availability,
       c.limits,
       c.agreed_by,
       c.agreed_at,
       c.valid_until,
       c.valid_until > agora.now() AS is_valid,
       c.ended_reason
  FROM agora_work.contract AS c;

COMMENT ON VIEW agora_work.agreed_contract IS 'Service contracts of agents with objectives, limits and whether they hold now.';
GRANT SELECT ON agora_work.agreed_contract TO agora_reader;
