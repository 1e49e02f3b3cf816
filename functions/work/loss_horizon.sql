-- A claim that ended at or before this is lost: now, and nothing at all for its lease after the server started, because then nobody
-- could send a heartbeat; a clock that was set back behind the start by more than that ends this grace. Small enough to be inlined.
CREATE OR REPLACE FUNCTION agora_work.loss_horizon(p_lease interval)
RETURNS timestamptz
LANGUAGE sql STABLE
RETURN CASE WHEN agora.now() - agora.started_at() < p_lease AND agora.started_at() - agora.now() < p_lease THEN '-infinity'::timestamptz ELSE agora.now() END;

COMMENT ON FUNCTION agora_work.loss_horizon(interval)
    IS 'Claims with this lease that ended at or before this time are lost: now, and for one lease after the server started none.';
REVOKE ALL ON FUNCTION agora_work.loss_horizon(interval) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_work.loss_horizon(interval) TO agora_reader;
