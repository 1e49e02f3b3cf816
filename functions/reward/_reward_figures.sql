-- Figures of the rewards for contributions in the week of a day; docs/economics.md defines each. Kind by kind, as the index has
-- them. What is paid to everybody, such as the free tokens of a day, is no such reward: its subject is the principal.
CREATE OR REPLACE FUNCTION agora_reward._reward_figures(p_day date)
RETURNS TABLE (metric text, value numeric)
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $_reward_figures$
DECLARE
    v_until  timestamptz := (p_day + 1)::timestamp AT TIME ZONE 'UTC';
    v_since  timestamptz := (p_day - 6)::timestamp AT TIME ZONE 'UTC';
    v_first  date := (SELECT (t.recorded_at AT TIME ZONE 'UTC')::date FROM agora_ledger.transaction AS t ORDER BY t.transaction_id LIMIT 1);
BEGIN
    RETURN QUERY
    SELECT v.metric, v.value
      FROM (SELECT coalesce(sum(c.amount), 0) AS amount,
                   coalesce(sum(c.amount) FILTER (WHERE c.kind = 'royalty'), 0) AS royalties,
                   count(DISTINCT c.principal_id) FILTER (WHERE c.amount > 0)::numeric AS contributors,
                   avg((c.factors ->> 'quality')::numeric) FILTER (WHERE c.amount > 0) AS quality,
                   avg((c.factors ->> 'novelty')::numeric) FILTER (WHERE c.amount > 0) AS novelty
              FROM agora_reward.reward_kind AS k
              JOIN agora_reward.reward_calculation AS c ON c.kind = k.kind
             WHERE c.recorded_at >= v_since AND c.recorded_at < v_until AND c.subject_kind <> 'principal') AS x
     CROSS JOIN LATERAL (VALUES ('rewards_per_day', x.amount / least(7, p_day - v_first + 1)),
                                ('royalties_per_day', x.royalties / least(7, p_day - v_first + 1)),
                                ('active_contributors', x.contributors), ('rewarded_quality', x.quality), ('rewarded_novelty', x.novelty)) AS v(metric, value)
     WHERE v_first <= p_day;
END;
$_reward_figures$;

COMMENT ON FUNCTION agora_reward._reward_figures(date)
    IS 'Figures of the rewards for contributions in the seven days that end with a day; no row before the first transaction.';
REVOKE ALL ON FUNCTION agora_reward._reward_figures(date) FROM PUBLIC;
