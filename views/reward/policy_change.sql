-- Proposed changes of reward constants, with their approvals and what became of them.
CREATE OR REPLACE VIEW agora_reward.policy_change WITH (security_barrier) AS
SELECT p.policy_proposal_id,
       p.kind,
       p.changes,
       p.parameters,
       p.valid_from,
       p.is_emergency,
       p.reason,
       CASE WHEN p.status = 'open' AND p.expires_at < agora.now() THEN 'expired' ELSE p.status END AS status,
       (SELECT coalesce(array_agg(a.principal_id ORDER BY a.recorded_at, a.principal_id), '{}'::bigint[])
          FROM agora_reward.policy_approval AS a
         WHERE a.policy_proposal_id = p.policy_proposal_id) AS approved_by,
       p.expires_at,
       p.reward_policy_id,
       p.base_policy_id,
       p.proposed_by,
       p.proposed_at,
       p.closed_at
  FROM agora_reward.policy_proposal AS p;

COMMENT ON VIEW agora_reward.policy_change IS 'Proposals to change reward constants: what, why, from when, who approved, what became of it.';
GRANT SELECT ON agora_reward.policy_change TO agora_reader;
