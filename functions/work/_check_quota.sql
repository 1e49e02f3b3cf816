-- Storm control: an agent reports and escalates at most work.report_quota times at once, and so many times in an hour after that. The bucket
-- is its own.
-- Errors: 42501 · ZW085.   Locks: the bucket.
CREATE OR REPLACE FUNCTION agora_work._check_quota(p_actor bigint)
RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_check_quota$
DECLARE
    v_quota     integer := agora.setting_integer('work.report_quota');
    v_decision  agora.rate_decision;
BEGIN
    IF p_actor <= 3 THEN
        RETURN;
    END IF;
    v_decision := agora_work._take_allowance(p_actor, 'reports', v_quota, ceil(v_quota * 1e9 / 3600) / 1e9);
    IF NOT v_decision.granted THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZW085',
            MESSAGE = 'too many reports in an hour',
            DETAIL  = format('actor=%s quota=%s retry_after=%s', p_actor, v_quota, v_decision.retry_after),
            HINT    = 'Add to what is open, or wait; an operator may raise work.report_quota.';
    END IF;
END;
$_check_quota$;

COMMENT ON FUNCTION agora_work._check_quota(bigint)
    IS 'Refuse an agent that has reported and escalated as often as it may in an hour.';
REVOKE ALL ON FUNCTION agora_work._check_quota(bigint) FROM PUBLIC;
