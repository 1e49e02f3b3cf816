-- Ends open authorisations that are past their time, and gives back what they reserved. Nobody has to do it in time: whoever would be
-- refused for want of money looks for what is overdue. One that somebody is settling is left to that.
-- Locks: the authorisations, those of others skipped; then rows of budget_period in key order.
CREATE OR REPLACE FUNCTION agora_model._sweep_authorizations(
    p_limit  integer
)
RETURNS bigint
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_sweep_authorizations$
DECLARE
    v_now      timestamptz := agora.now();
    v_ended    bigint;
    v_budgets  bigint[];
    v_starts   timestamptz[];
    v_slices   smallint[];
    v_usd      numeric[];
BEGIN
    WITH overdue AS (
        SELECT a.budget_authorization_id
          FROM agora_model.budget_authorization AS a
         WHERE a.status = 'open' AND a.expires_at <= v_now
         ORDER BY a.expires_at
         LIMIT p_limit
           FOR NO KEY UPDATE SKIP LOCKED
    ), ended AS (
        UPDATE agora_model.budget_authorization AS a
           SET status = 'expired', closed_at = v_now
          FROM overdue AS o
         WHERE a.budget_authorization_id = o.budget_authorization_id
        RETURNING a.budget_ids, a.period_starts, a.slices, a.estimate_usd
    )
    SELECT (SELECT count(*) FROM ended), array_agg(t.budget_id), array_agg(t.period_start), array_agg(t.slice), array_agg(-e.estimate_usd::numeric)
      INTO v_ended, v_budgets, v_starts, v_slices, v_usd
      FROM ended AS e
     CROSS JOIN LATERAL unnest(e.budget_ids, e.period_starts, e.slices) AS t(budget_id, period_start, slice);
    IF v_budgets IS NOT NULL THEN
        PERFORM agora_model._post_spending(v_budgets, v_starts, v_slices, array_fill(0::numeric, ARRAY[cardinality(v_budgets)]), v_usd);
    END IF;
    RETURN v_ended;
END;
$_sweep_authorizations$;

COMMENT ON FUNCTION agora_model._sweep_authorizations(integer)
    IS 'Job: end at most p_limit (1 to 1000000; NULL = all) authorisations that are past their time; returns how many.';
REVOKE ALL ON FUNCTION agora_model._sweep_authorizations(integer) FROM PUBLIC;
