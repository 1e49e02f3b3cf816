-- Health: the balance summary is not older than ledger.summary_max_age, unless nothing has moved since.
CREATE OR REPLACE FUNCTION agora_ledger._probe_summary()
RETURNS agora.health_report
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT ROW('summary',
               x.is_fresh,
               CASE WHEN x.refreshed_at IS NULL THEN 'no balance summary was made yet'
                    ELSE format('the balance summary is from %s', x.refreshed_at) END,
               CASE WHEN NOT x.is_fresh
                    THEN 'Call agora.tick() every minute; agora.job_status says whether the job ledger.refresh_summary fails.' END)::agora.health_report
      FROM (SELECT r.refreshed_at,
                   coalesce(r.refreshed_at >= agora.now() - agora.setting_interval('ledger.summary_max_age'), false)
                   OR NOT EXISTS (SELECT FROM agora_ledger.transaction AS t
                                   WHERE t.transaction_id > coalesce(r.transaction_id, 0)
                                     AND t.recorded_at > coalesce(r.refreshed_at, '-infinity')
                                     AND t.recorded_at < agora.now() - agora.setting_interval('ledger.summary_max_age')) AS is_fresh
              FROM (SELECT 1) AS one
              LEFT JOIN agora_ledger.summary_refresh AS r ON true) AS x;
END;

COMMENT ON FUNCTION agora_ledger._probe_summary()
    IS 'Health: the balance summary is refreshed.';
REVOKE ALL ON FUNCTION agora_ledger._probe_summary() FROM PUBLIC;
