-- Does a duration lead forward from every moment? One month less 29 days is longer than nothing, but leads back in February.
CREATE OR REPLACE FUNCTION agora._is_forward(p_value interval)
RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN least(extract(year FROM p_value), extract(month FROM p_value), extract(day FROM p_value),
             extract(hour FROM p_value), extract(minute FROM p_value), extract(microseconds FROM p_value)) >= 0;

COMMENT ON FUNCTION agora._is_forward(interval)
    IS 'Whether no part of a duration is negative.';
REVOKE ALL ON FUNCTION agora._is_forward(interval) FROM PUBLIC;
