-- How long a task waits after so many failed attempts: the numbers of work.backoff in turn, then the last of them.
CREATE OR REPLACE FUNCTION agora_work._backoff(p_attempts integer)
RETURNS interval
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $_backoff$
DECLARE
    v_seconds float8[] := ARRAY(SELECT m.number[1]::float8 FROM regexp_matches(agora.setting('work.backoff'), '[0-9]{1,6}(?:[.][0-9]{1,6})?', 'g') AS m(number));
BEGIN
    RETURN make_interval(secs => coalesce(v_seconds[least(greatest(p_attempts, 1), cardinality(v_seconds))], 0));
END;
$_backoff$;

COMMENT ON FUNCTION agora_work._backoff(integer)
    IS 'Wait after a failed attempt, by how many there were.';
REVOKE ALL ON FUNCTION agora_work._backoff(integer) FROM PUBLIC;
