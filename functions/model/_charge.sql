-- Counts calls that nobody had authorised: each is an authorisation of nothing, settled with what it cost. A call counts in the budgets
-- of its own time.
-- Emits: model.budget.crossed.v1 · model.budget.exhausted.v1 · model.budget.overrun.v1.   Locks: rows of budget_period in key order; where a budget is overrun, what its trip locks.
CREATE OR REPLACE FUNCTION agora_model._charge(
    p_principal       bigint,
    p_stages          text[],
    p_times           timestamptz[],
    p_usd             numeric[],
    p_correlation_id  uuid,
    p_actor           bigint
)
RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_charge$
DECLARE
    v_now      timestamptz := agora.now();
    v_budgets  bigint[];
    v_starts   timestamptz[];
    v_slices   smallint[];
    v_usd      numeric[];
BEGIN
    WITH sent AS MATERIALIZED (
        SELECT nextval('agora_model.budget_authorization_id_seq') AS id, t.stage, t.at, t.usd
          FROM unnest(p_stages, p_times, p_usd) AS t(stage, at, usd)
    ), due AS MATERIALIZED (
        SELECT s.*, b.budget_id, b.period_start, b.slices, (s.id % b.slices)::smallint AS slice
          FROM sent AS s
         CROSS JOIN LATERAL agora_model._budgets_for(p_principal, s.stage, s.at) AS b
    ), opened AS (
        INSERT INTO agora_model.budget_period (budget_id, period_start, slice)
        SELECT DISTINCT d.budget_id, d.period_start, g.slice
          FROM due AS d
         CROSS JOIN LATERAL generate_series(0, d.slices - 1) AS g(slice)
         WHERE NOT EXISTS (SELECT FROM agora_model.budget_period AS p WHERE p.budget_id = d.budget_id AND p.period_start = d.period_start)
         ORDER BY 1, 2, 3
        ON CONFLICT ON CONSTRAINT budget_period_pk DO NOTHING
    ), written AS (
        INSERT INTO agora_model.budget_authorization (budget_authorization_id, principal_id, created_by, stage, correlation_id, decision, status, estimate_usd, actual_usd,
                                                      budget_ids, period_starts, slices, authorized_at, expires_at, closed_at)
        SELECT d.id, p_principal, p_actor, d.stage, p_correlation_id, 'recorded', 'settled', 0, d.usd,
               array_agg(d.budget_id ORDER BY d.budget_id), array_agg(d.period_start ORDER BY d.budget_id), array_agg(d.slice ORDER BY d.budget_id), v_now, v_now, v_now
          FROM due AS d
         GROUP BY d.id, d.stage, d.usd
    )
    SELECT array_agg(d.budget_id), array_agg(d.period_start), array_agg(d.slice), array_agg(d.usd) INTO v_budgets, v_starts, v_slices, v_usd FROM due AS d;
    IF v_budgets IS NOT NULL THEN
        PERFORM agora_model._post_spending(v_budgets, v_starts, v_slices, v_usd, array_fill(0::numeric, ARRAY[cardinality(v_budgets)]));
        PERFORM agora_model._note_crossings(v_budgets, v_starts, NULL, p_actor);
    END IF;
END;
$_charge$;

COMMENT ON FUNCTION agora_model._charge(bigint, text[], timestamptz[], numeric[], uuid, bigint)
    IS 'Count calls that nobody had authorised in the budgets of their time.';
REVOKE ALL ON FUNCTION agora_model._charge(bigint, text[], timestamptz[], numeric[], uuid, bigint) FROM PUBLIC;
