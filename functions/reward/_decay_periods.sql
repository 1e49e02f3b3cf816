-- The versions of the decay policy that hold from one day to another, in order. The one in force as a day begins is that of the
-- day.
CREATE OR REPLACE FUNCTION agora_reward._decay_periods(
    p_from   date,
    p_until  date
)
RETURNS TABLE (reward_policy_id bigint, parameters jsonb, from_day date, to_day date)
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT v.reward_policy_id, v.parameters, greatest(v.from_day, p_from) AS from_day, least(v.to_day, p_until) AS to_day
      FROM (SELECT d.reward_policy_id, d.parameters, d.first_day AS from_day,
                   coalesce(lead(d.first_day) OVER (ORDER BY d.valid_from) - 1, 'infinity'::date) AS to_day
              FROM (SELECT p.reward_policy_id, p.parameters, p.valid_from,
                           ((p.valid_from AT TIME ZONE 'UTC') + interval '1 day' - interval '1 microsecond')::date AS first_day
                      FROM agora_reward.reward_policy AS p
                     WHERE p.kind = 'decay') AS d) AS v
     WHERE p_from <= p_until AND v.from_day <= v.to_day AND v.from_day <= p_until AND v.to_day >= p_from
     ORDER BY v.from_day;
END;

COMMENT ON FUNCTION agora_reward._decay_periods(date, date)
    IS 'Versions of the decay policy by day.';
REVOKE ALL ON FUNCTION agora_reward._decay_periods(date, date) FROM PUBLIC;
