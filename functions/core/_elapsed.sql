-- How long the client statement has been running: for durations that are reported and time budgets that are kept. It is no
-- clock: no fact is dated by it and no rule about facts reads it.
CREATE OR REPLACE FUNCTION agora._elapsed()
RETURNS numeric
LANGUAGE sql VOLATILE
RETURN round(extract(epoch FROM clock_timestamp() - statement_timestamp()) * 1000, 3);

COMMENT ON FUNCTION agora._elapsed()
    IS 'Milliseconds since the client statement began.';
REVOKE ALL ON FUNCTION agora._elapsed() FROM PUBLIC;
