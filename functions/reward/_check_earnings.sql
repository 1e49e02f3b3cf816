-- Invariant: the daily sums are those of the payouts.
CREATE OR REPLACE FUNCTION agora_reward._check_earnings()
RETURNS SETOF text
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT format('earning of %s on %s for %s: %s in %s, payouts %s in %s', coalesce(e.principal_id, c.principal_id), coalesce(e.day, c.day),
                  coalesce(e.helped_id, c.helped_id), e.amount, e.payouts, c.amount, c.payouts)
      FROM agora_reward.earning AS e
      FULL JOIN (SELECT x.principal_id, (x.recorded_at AT TIME ZONE 'UTC')::date AS day, coalesce(x.helped_id, 1) AS helped_id,
                        sum(x.amount) AS amount, count(*) AS payouts
                   FROM agora_reward.reward_calculation AS x
                   JOIN agora_reward.reward_kind AS k ON k.kind = x.kind AND k.is_guarded
                  WHERE x.amount > 0
                  GROUP BY 1, 2, 3) AS c ON c.principal_id = e.principal_id AND c.day = e.day AND c.helped_id = e.helped_id
     WHERE (e.amount, e.payouts) IS DISTINCT FROM (c.amount, c.payouts);
END;

COMMENT ON FUNCTION agora_reward._check_earnings()
    IS 'Invariant: daily sums agree with the payouts.';
REVOKE ALL ON FUNCTION agora_reward._check_earnings() FROM PUBLIC;
