-- Two or three contributors who were paid for helping one another round and round, within the window of the policy in force. The
-- smallest id comes first, so each ring is one row.
CREATE OR REPLACE VIEW agora_reward.suspicious_ring WITH (security_barrier) AS
WITH RECURSIVE rule AS MATERIALIZED (
    SELECT (agora.now() AT TIME ZONE 'UTC')::date - (p.policy ->> 'ring_days')::numeric::integer AS since,
           (p.policy ->> 'ring_payouts')::numeric AS payouts,
           (p.policy ->> 'ring_share')::numeric AS share
      FROM (SELECT agora_reward.policy('guard') AS policy) AS p
), edge AS MATERIALIZED (
    SELECT e.principal_id, e.helped_id, sum(e.amount) AS amount, sum(e.payouts) AS payouts
      FROM agora_reward.earning AS e
     CROSS JOIN rule AS r
     WHERE e.day > r.since
     GROUP BY e.principal_id, e.helped_id
), path AS (
    SELECT ARRAY[e.principal_id, e.helped_id] AS members
      FROM edge AS e
     CROSS JOIN rule AS r
     WHERE e.helped_id > e.principal_id AND e.payouts >= r.payouts
    UNION ALL
    SELECT p.members || e.helped_id AS members
      FROM path AS p
     CROSS JOIN rule AS r
      JOIN edge AS e ON e.principal_id = p.members[2] AND e.helped_id > p.members[1] AND e.helped_id <> p.members[2] AND e.payouts >= r.payouts
     WHERE cardinality(p.members) = 2
)
SELECT p.members,
       x.payouts,
       x.inside AS amount,
       x.share
  FROM path AS p
 CROSS JOIN rule AS r
  JOIN edge AS b ON b.principal_id = p.members[cardinality(p.members)] AND b.helped_id = p.members[1] AND b.payouts >= r.payouts
 CROSS JOIN LATERAL (
       SELECT sum(m.payouts)::bigint AS payouts, sum(m.inside) AS inside, min(round(m.inside / m.total, 6)) AS share
         FROM (SELECT sum(e.amount) AS total,
                      sum(e.amount) FILTER (WHERE e.helped_id = ANY (p.members)) AS inside,
                      sum(e.payouts) FILTER (WHERE e.helped_id = ANY (p.members)) AS payouts
                 FROM edge AS e
                WHERE e.principal_id = ANY (p.members)
                GROUP BY e.principal_id) AS m) AS x
 WHERE x.share >= r.share;

COMMENT ON VIEW agora_reward.suspicious_ring IS 'Rings of two or three who were paid for helping one another: payouts and tokens inside, and the smallest share of a member''s earnings that came from inside.';
COMMENT ON COLUMN agora_reward.suspicious_ring.amount IS 'Tokens earned from one another.';
GRANT SELECT ON agora_reward.suspicious_ring TO agora_operator;
