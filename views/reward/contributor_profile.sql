-- What each principal gave and got: rewards by kind, all that came in and went out, contributions, what others made of them,
-- reputation, and the place among all by rewards for contributions. The place is taken before the rows of others are hidden.
CREATE OR REPLACE VIEW agora_reward.contributor_profile WITH (security_barrier) AS
WITH rewarded AS (
    SELECT k.principal_id, coalesce(sum(k.amount) FILTER (WHERE k.for_contributions), 0) AS amount,
           coalesce(sum(k.amount) FILTER (WHERE NOT k.for_contributions), 0) AS granted, jsonb_object_agg(k.kind, k.amount) AS by_kind
      FROM (SELECT c.principal_id, c.kind, bool_and(c.subject_kind <> 'principal') AS for_contributions, trim_scale(sum(c.amount)) AS amount
              FROM agora_reward.reward_calculation AS c
             GROUP BY c.principal_id, c.kind) AS k
     GROUP BY k.principal_id
), ranked AS (
    SELECT p.principal_id, p.name, coalesce(r.amount, 0) AS rewarded, coalesce(r.granted, 0) AS granted, coalesce(r.by_kind, '{}') AS rewarded_by_kind,
           rank() OVER (ORDER BY coalesce(r.amount, 0) DESC) AS rank
      FROM agora.principal AS p
      LEFT JOIN rewarded AS r ON r.principal_id = p.principal_id
     WHERE p.kind <> 'system'
), flow AS (
    SELECT h.principal_id, sum(h.earned) AS earned, sum(h.spent) AS spent
      FROM agora_ledger.holder_flow() AS h
     GROUP BY h.principal_id
)
SELECT k.principal_id,
       k.name,
       k.rank,
       k.rewarded,
       k.granted,
       k.rewarded_by_kind,
       coalesce(f.earned, 0) AS earned,
       coalesce(f.spent, 0) AS spent,
       coalesce(f.earned, 0) - coalesce(f.spent, 0) AS balance,
       t.contributed AS transforms,
       g.contributed AS golden_states,
       n.contributed AS patterns,
       t.reuses + g.reuses + n.reuses AS reuses,
       coalesce((SELECT jsonb_object_agg(x.dimension, x.score) FROM agora.reputation AS x WHERE x.principal_id = k.principal_id), '{}') AS reputation
  FROM ranked AS k
  LEFT JOIN flow AS f ON f.principal_id = k.principal_id
 CROSS JOIN LATERAL (
       SELECT count(DISTINCT a.transform_id) AS contributed, count(u.transform_use_id) AS reuses
         FROM agora_memory.transform AS a
         LEFT JOIN agora_memory.transform_use AS u ON u.transform_id = a.transform_id AND NOT u.is_own
        WHERE a.contributor_id = k.principal_id) AS t
 CROSS JOIN LATERAL (
       SELECT count(*) AS contributed, coalesce(sum(a.reuses), 0)::bigint AS reuses
         FROM agora_memory.golden_state AS a
         JOIN agora_memory.attempt AS m ON m.attempt_id = a.attempt_id
        WHERE a.status = 'approved' AND m.principal_id = k.principal_id) AS g
 CROSS JOIN LATERAL (
       SELECT count(*) AS contributed, coalesce(sum(a.uses), 0)::bigint AS reuses
         FROM agora_memory.pattern AS a
        WHERE a.author_id = k.principal_id) AS n
 WHERE (SELECT agora.visible_principal()) IN (0, k.principal_id);

COMMENT ON VIEW agora_reward.contributor_profile IS 'By principal: rewards for contributions, grants, both by kind, tokens earned and spent, contributions and their reuses by others, reputation, rank by rewards; a bound login sees its own row.';
COMMENT ON COLUMN agora_reward.contributor_profile.rewarded IS 'Tokens for contributions.';
COMMENT ON COLUMN agora_reward.contributor_profile.granted  IS 'Tokens for what is no contribution.';
COMMENT ON COLUMN agora_reward.contributor_profile.earned   IS 'Tokens that came in, ever.';
COMMENT ON COLUMN agora_reward.contributor_profile.spent    IS 'Tokens that went out, ever.';
COMMENT ON COLUMN agora_reward.contributor_profile.balance  IS 'Tokens: earned less spent.';
GRANT SELECT ON agora_reward.contributor_profile TO agora_reader;
