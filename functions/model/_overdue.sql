-- What authorisations have reserved in a period of a budget that are past their time, swept or not: it is free again.
CREATE OR REPLACE FUNCTION agora_model._overdue(
    p_budget  bigint,
    p_start   timestamptz
)
RETURNS numeric
LANGUAGE plpgsql STABLE
AS $_overdue$
BEGIN
    RETURN (SELECT coalesce(sum(a.estimate_usd), 0)
              FROM agora_model.budget_authorization AS a
             CROSS JOIN LATERAL unnest(a.budget_ids, a.period_starts) AS t(budget_id, period_start)
             WHERE a.status = 'open' AND a.expires_at <= agora.now() AND t.budget_id = p_budget AND t.period_start = p_start);
END;
$_overdue$;

COMMENT ON FUNCTION agora_model._overdue(bigint, timestamptz)
    IS 'US dollars of a budget''s period that authorisations past their time have reserved.';
REVOKE ALL ON FUNCTION agora_model._overdue(bigint, timestamptz) FROM PUBLIC;
