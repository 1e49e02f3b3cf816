-- What an agent may report is its own: a bound login takes nothing out of the bucket of another.
-- Errors: 42501.
CREATE OR REPLACE FUNCTION agora_work.tg_rate_bucket_guard()
RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $tg_rate_bucket_guard$
DECLARE
    v_visible bigint := agora.visible_principal();
BEGIN
    IF v_visible <> 0 AND new.bucket <> agora_work.agent_breaker(v_visible) || ':reports' THEN
        RAISE EXCEPTION USING
            ERRCODE = '42501',
            MESSAGE = 'this bucket is that of another agent',
            DETAIL  = format('bucket=%s login=%s', new.bucket, session_user),
            HINT    = 'It is for reports; agora_work.report_blocker() and agora_work.escalate() take from it.';
    END IF;
    RETURN new;
END;
$tg_rate_bucket_guard$;

CREATE OR REPLACE TRIGGER rate_bucket_guard_agent
    BEFORE INSERT OR UPDATE ON agora.rate_bucket
    FOR EACH ROW WHEN (new.bucket LIKE 'agent:%:reports')
    EXECUTE FUNCTION agora_work.tg_rate_bucket_guard();

COMMENT ON FUNCTION agora_work.tg_rate_bucket_guard()
    IS 'Trigger: refuses that a bound login uses up what another agent may report.';
REVOKE ALL ON FUNCTION agora_work.tg_rate_bucket_guard() FROM PUBLIC;
