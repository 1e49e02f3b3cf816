-- The time it really is, which a statement that has waited is behind. For what is about the machine, such as when to wake a
-- listener; rules and rows use agora.now(). Tests replace this function as well.
CREATE OR REPLACE FUNCTION agora._real_time()
RETURNS timestamptz
LANGUAGE sql VOLATILE
RETURN clock_timestamp();

COMMENT ON FUNCTION agora._real_time()
    IS 'Time on the wall, not of the statement.';
REVOKE ALL ON FUNCTION agora._real_time() FROM PUBLIC;
