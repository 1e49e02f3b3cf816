-- Replaces the clocks, in test databases only: no wheel and no extension carries this file, because any role could
-- then set the time. Until a test sets it, the time is the real one.
CREATE SCHEMA agora_test;
GRANT USAGE ON SCHEMA agora_test TO PUBLIC;

CREATE OR REPLACE FUNCTION agora.now()
RETURNS timestamptz
LANGUAGE sql STABLE PARALLEL SAFE
RETURN coalesce(nullif(current_setting('agora_test.now', true), '')::timestamptz, statement_timestamp());

CREATE OR REPLACE FUNCTION agora.started_at()
RETURNS timestamptz
LANGUAGE sql STABLE PARALLEL SAFE
RETURN coalesce(nullif(current_setting('agora_test.started_at', true), '')::timestamptz, pg_postmaster_start_time());

CREATE OR REPLACE FUNCTION agora._real_time()
RETURNS timestamptz
LANGUAGE sql VOLATILE
RETURN coalesce(nullif(current_setting('agora_test.now', true), '')::timestamptz, clock_timestamp());

-- No time passes while the clock stands: what a time budget lets through does not depend on the machine.
CREATE OR REPLACE FUNCTION agora._elapsed()
RETURNS numeric
LANGUAGE sql VOLATILE
RETURN CASE WHEN coalesce(current_setting('agora_test.now', true), '') <> '' THEN 0
            ELSE round(extract(epoch FROM clock_timestamp() - statement_timestamp()) * 1000, 3) END;

CREATE FUNCTION agora_test.at(p_now timestamptz)
RETURNS timestamptz
LANGUAGE sql VOLATILE
RETURN set_config('agora_test.now', p_now::text, true)::timestamptz;
COMMENT ON FUNCTION agora_test.at(timestamptz)
    IS 'Stop the clock at a time, until the transaction ends.';

CREATE FUNCTION agora_test.advance(p_by interval)
RETURNS timestamptz
LANGUAGE sql VOLATILE
RETURN agora_test.at(agora.now() + make_interval(secs => extract(epoch FROM p_by)::double precision));
COMMENT ON FUNCTION agora_test.advance(interval)
    IS 'Stop the clock so much later than it is.';

CREATE FUNCTION agora_test.restarted_at(p_started_at timestamptz)
RETURNS timestamptz
LANGUAGE sql VOLATILE
RETURN set_config('agora_test.started_at', p_started_at::text, true)::timestamptz;
COMMENT ON FUNCTION agora_test.restarted_at(timestamptz)
    IS 'Pretend that the server started at a time, until the transaction ends.';

-- The replaced clocks are the release of a test database: verify() shall see nothing else.
DO $release$
BEGIN
    PERFORM agora._record_release(r.domain, r.version, r.fingerprint) FROM agora.release AS r WHERE r.domain = 'core';
END;
$release$;
