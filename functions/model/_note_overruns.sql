-- Writes down that a settlement took hard budgets above their limit, each once in a period and for a limit: of settlements at once the others wait
-- for the first, and write nothing. Two at once in different slices, of which neither is above the limit alone, are found by the next.
-- Emits: model.budget.overrun.v1.   Locks: rows of budget_overrun in key order, and what its triggers lock.
CREATE OR REPLACE FUNCTION agora_model._note_overruns(
    p_budgets  bigint[],
    p_starts   timestamptz[],
    p_limits   numeric[],
    p_used     numeric[],
    p_actor    bigint
)
RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_note_overruns$
DECLARE
    v_noted agora_model.budget_overrun[];
BEGIN
    WITH noted AS (
        INSERT INTO agora_model.budget_overrun AS o (budget_id, period_start, limit_usd, used_usd, settled_by, recorded_at)
        SELECT n.budget_id, n.period_start, n.limit_usd, n.used_usd, p_actor, agora.now()
          FROM unnest(p_budgets, p_starts, p_limits, p_used) AS n(budget_id, period_start, limit_usd, used_usd)
         WHERE NOT EXISTS (SELECT FROM agora_model.budget_overrun AS e WHERE (e.budget_id, e.period_start, e.limit_usd) = (n.budget_id, n.period_start, n.limit_usd))
         ORDER BY n.budget_id, n.period_start
        ON CONFLICT ON CONSTRAINT budget_overrun_pk DO NOTHING
        RETURNING o.*
    )
    SELECT array_agg(n::agora_model.budget_overrun ORDER BY n.budget_id, n.period_start) INTO v_noted FROM noted AS n;

    PERFORM agora_event._emit('model.budget.overrun.v1', n.budget_id::text, jsonb_build_object('budget_id', n.budget_id, 'period_start', n.period_start,
                              'used_usd', trim_scale(n.used_usd), 'limit_usd', trim_scale(n.limit_usd)), NULL, p_actor)
       FROM unnest(v_noted) AS n;
END;
$_note_overruns$;

COMMENT ON FUNCTION agora_model._note_overruns(bigint[], timestamptz[], numeric[], numeric[], bigint)
    IS 'Write down, and tell, which hard budgets a settlement has overrun.';
REVOKE ALL ON FUNCTION agora_model._note_overruns(bigint[], timestamptz[], numeric[], numeric[], bigint) FROM PUBLIC;
