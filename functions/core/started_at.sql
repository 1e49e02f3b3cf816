-- The second clock: what happened before it may have been cut short by a restart.
CREATE OR REPLACE FUNCTION agora.started_at()
RETURNS timestamptz
LANGUAGE sql STABLE PARALLEL SAFE
RETURN pg_postmaster_start_time();

COMMENT ON FUNCTION agora.started_at()
    IS 'When the server started.';
REVOKE ALL ON FUNCTION agora.started_at() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora.started_at() TO agora_reader;
