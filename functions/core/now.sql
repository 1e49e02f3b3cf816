-- The only clock. Stable within one client statement, so every row a call writes carries one time, an index can serve
-- "lease_until > agora.now()", and a long transaction does not hold a stale clock. Tests replace this one function.
CREATE OR REPLACE FUNCTION agora.now()
RETURNS timestamptz
LANGUAGE sql STABLE PARALLEL SAFE
RETURN statement_timestamp();

COMMENT ON FUNCTION agora.now()
    IS 'Time of the current client statement: the only clock agora reads.';
REVOKE ALL ON FUNCTION agora.now() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora.now() TO agora_reader;
