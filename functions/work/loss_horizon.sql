-- A claim that ended at or before this is lost: now, and nothing at all for its lease after the server started, because then nobody
-- could send a heartbeat. Small enough to be inlined.
CREATE OR REPLACE FUNCTION agora_work.loss_horizon(p_lease interval)
RETURNS timestamptz
LANGUAGE sql STABLE
RETURN CASE WHEN agora.now() - agora.started_at() < p_lease THEN '-infinity'::timestamptz ELSE agora.now() END;

CREATE OR REPLACE FUNCTION agora_work.loss_horizon()
RETURNS timestamptz
LANGUAGE sql STABLE
RETURN agora_work.loss_horizon(agora.setting_interval('work.lease'));

COMMENT ON FUNCTION agora_work.loss_horizon(interval)
    IS 'Claims with this lease that ended at or before this time are lost: now, and for one lease after the server started none.';
COMMENT ON FUNCTION agora_work.loss_horizon()
    IS 'The same for the lease that agents have by default.';
REVOKE ALL ON FUNCTION agora_work.loss_horizon(interval) FROM PUBLIC;
REVOKE ALL ON FUNCTION agora_work.loss_horizon() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_work.loss_horizon(interval) TO agora_reader;
GRANT EXECUTE ON FUNCTION agora_work.loss_horizon() TO agora_reader;
