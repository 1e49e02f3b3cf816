-- Levers of the economy and how often they were pulled.
CREATE OR REPLACE VIEW agora_reward.economy_lever WITH (security_barrier) AS
SELECT l.lever,
       l.kind,
       l.arguments,
       l.flags,
       (SELECT coalesce(array_agg(p.policy || '.' || p.place ORDER BY p.policy, p.place), '{}'::text[]) FROM agora_reward.lever_place AS p WHERE p.lever = l.lever) AS places,
       l.description,
       (SELECT count(*) FROM agora_reward.lever_pull AS u WHERE u.lever = l.lever) AS pulls,
       (SELECT max(u.pulled_at) FROM agora_reward.lever_pull AS u WHERE u.lever = l.lever) AS last_pulled_at
  FROM agora_reward.lever AS l;

COMMENT ON VIEW agora_reward.economy_lever IS 'What can be done about the economy: levers, their arguments, and what each moves.';
GRANT SELECT ON agora_reward.economy_lever TO agora_reader;
