-- What each contributor earned per day, and for helping how many.
CREATE OR REPLACE VIEW agora_reward.daily_earning WITH (security_barrier) AS
SELECT e.principal_id,
       e.day,
       sum(e.amount) AS amount,
       sum(e.payouts)::bigint AS payouts,
       count(*) FILTER (WHERE e.helped_id <> 1) AS helped
  FROM agora_reward.earning AS e
 WHERE (SELECT agora.visible_principal()) IN (0, e.principal_id)
 GROUP BY e.principal_id, e.day;

COMMENT ON VIEW agora_reward.daily_earning IS 'Tokens earned per contributor and day of UTC, without grants; a bound login sees its own.';
COMMENT ON COLUMN agora_reward.daily_earning.amount IS 'Tokens earned that day.';
GRANT SELECT ON agora_reward.daily_earning TO agora_reader;
