-- Counts recorded calls that nobody had authorised in the budgets of their time. Calls of a stage within the same quarter of an hour are
-- one charge: every period of every time zone begins at a quarter.
-- Emits: model.budget.crossed.v1 · model.budget.exhausted.v1 · model.budget.overrun.v1.   Locks: rows of budget_period in key order; where a budget is overrun, what its trip locks.
CREATE OR REPLACE FUNCTION agora_model._charge_calls(
    p_calls      bigint[],
    p_principal  bigint
)
RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_charge_calls$
BEGIN
    PERFORM agora_model._charge(p_principal, array_agg(g.stage), array_agg(g.at), array_agg(g.usd), NULL, p_principal)
       FROM (SELECT k.stage, min(k.called_at) AS at, sum(coalesce(k.cost_usd, agora.setting_numeric('model.assumed_price'))) AS usd
               FROM agora_model.llm_call AS k
              WHERE k.llm_call_id = ANY (p_calls)
              GROUP BY k.stage, date_bin('15 minutes', k.called_at, '2000-01-01Z')) AS g
     HAVING count(*) > 0;
END;
$_charge_calls$;

COMMENT ON FUNCTION agora_model._charge_calls(bigint[], bigint)
    IS 'Count recorded calls that nobody had authorised.';
REVOKE ALL ON FUNCTION agora_model._charge_calls(bigint[], bigint) FROM PUBLIC;
