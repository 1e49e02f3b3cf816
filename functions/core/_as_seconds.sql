-- A duration that lasts as long wherever and whenever it is added to a time: 24 hours for a day, 30 days for a month. PostgreSQL else
-- counts days and months by the calendar of the session's time zone, where a day may have 23 hours. Small enough to be inlined.
CREATE OR REPLACE FUNCTION agora._as_seconds(p_value interval)
RETURNS interval
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN make_interval(secs => extract(epoch FROM p_value)::double precision);

COMMENT ON FUNCTION agora._as_seconds(interval)
    IS 'The same duration without days and months, which the time zone of a session would stretch.';
REVOKE ALL ON FUNCTION agora._as_seconds(interval) FROM PUBLIC;
