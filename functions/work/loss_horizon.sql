-- A claim that ended at or before this is lost: now, and nothing at all for one lease after the server started, because then nobody
-- could send a heartbeat.
CREATE OR REPLACE FUNCTION agora_work.loss_horizon()
RETURNS timestamptz
LANGUAGE sql STABLE
RETURN CASE WHEN agora.now() < agora.started_at() + agora.setting_interval('work.lease') THEN '-infinity'::timestamptz ELSE agora.now() END;

COMMENT ON FUNCTION agora_work.loss_horizon()
    IS 'Claims whose lease or time ended at or before this are lost: now, and for one lease after the server started none.';
REVOKE ALL ON FUNCTION agora_work.loss_horizon() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_work.loss_horizon() TO agora_reader;
