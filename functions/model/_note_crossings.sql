-- Writes down which marks budgets have passed in their periods, each once. p_refused names a budget that refused a call: it is exhausted
-- however little of it is used. A hard budget that is above its limit without having refused was taken there by a settlement.
-- Emits: model.budget.crossed.v1 · model.budget.exhausted.v1 · model.budget.overrun.v1.
-- Locks: rows of budget_crossing in key order, then those of budget_overrun, and what its triggers lock.
CREATE OR REPLACE FUNCTION agora_model._note_crossings(
    p_budgets  bigint[],
    p_starts   timestamptz[],
    p_refused  bigint,
    p_actor    bigint
)
RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_note_crossings$
DECLARE
    v_noted    agora_model.budget_crossing[];
    v_budgets  bigint[];
    v_starts   timestamptz[];
    v_limits   numeric[];
    v_used     numeric[];
BEGIN
    WITH used AS (
        SELECT b.budget_id, t.period_start, b.limit_usd, b.is_hard,
               (SELECT coalesce(sum(p.spent_usd + p.reserved_usd), 0) FROM agora_model.budget_period AS p
                 WHERE p.budget_id = t.budget_id AND p.period_start = t.period_start) - agora_model._overdue(t.budget_id, t.period_start) AS used_usd
          FROM (SELECT DISTINCT x.budget_id, x.period_start FROM unnest(p_budgets, p_starts) AS x(budget_id, period_start)) AS t
          JOIN agora_model.budget AS b ON b.budget_id = t.budget_id
    ), noted AS (
        INSERT INTO agora_model.budget_crossing AS c (budget_id, period_start, percent, used_usd, limit_usd, recorded_at)
        SELECT u.budget_id, u.period_start, m.percent, u.used_usd, u.limit_usd, agora.now()
          FROM used AS u
         CROSS JOIN (SELECT agora.setting_numeric('model.budget_warning') AS percent
                      UNION SELECT agora.setting_numeric('model.budget_critical')
                      UNION SELECT 100) AS m
         WHERE (u.used_usd * 100 >= u.limit_usd * m.percent OR (m.percent = 100 AND u.budget_id = p_refused))
           AND NOT EXISTS (SELECT FROM agora_model.budget_crossing AS c WHERE (c.budget_id, c.period_start, c.percent) = (u.budget_id, u.period_start, m.percent))
         ORDER BY u.budget_id, u.period_start, m.percent
        ON CONFLICT ON CONSTRAINT budget_crossing_pk DO NOTHING
        RETURNING c.*
    )
    SELECT (SELECT array_agg(n::agora_model.budget_crossing ORDER BY n.budget_id, n.period_start, n.percent) FROM noted AS n),
           o.budgets, o.starts, o.limits, o.used
      INTO v_noted, v_budgets, v_starts, v_limits, v_used
      FROM (SELECT array_agg(u.budget_id) AS budgets, array_agg(u.period_start) AS starts, array_agg(u.limit_usd::numeric) AS limits, array_agg(u.used_usd) AS used
              FROM used AS u
             WHERE u.is_hard AND u.used_usd > u.limit_usd AND p_refused IS NULL) AS o;

    PERFORM CASE WHEN n.percent < 100 THEN agora_event._emit('model.budget.crossed.v1', n.budget_id::text, f.facts, NULL, p_actor)
                 ELSE agora_event._emit('model.budget.exhausted.v1', n.budget_id::text, f.facts, NULL, p_actor) END
       FROM unnest(v_noted) AS n
      CROSS JOIN LATERAL (SELECT jsonb_build_object('budget_id', n.budget_id, 'period_start', n.period_start, 'percent', n.percent,
                                                    'used_usd', trim_scale(n.used_usd), 'limit_usd', trim_scale(n.limit_usd)) AS facts) AS f;
    IF v_budgets IS NOT NULL THEN
        PERFORM agora_model._note_overruns(v_budgets, v_starts, v_limits, v_used, p_actor);
    END IF;
END;
$_note_crossings$;

COMMENT ON FUNCTION agora_model._note_crossings(bigint[], timestamptz[], bigint, bigint)
    IS 'Write down, and tell, which marks budgets have passed.';
REVOKE ALL ON FUNCTION agora_model._note_crossings(bigint[], timestamptz[], bigint, bigint) FROM PUBLIC;
