-- One rule for every jsonb argument: an object of bounded size.
-- Errors: 22023.
CREATE OR REPLACE FUNCTION agora._check_object(
    p_argument  text,
    p_value     jsonb,
    p_max       integer DEFAULT 100000
)
RETURNS void
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
AS $_check_object$
BEGIN
    IF p_value IS NULL OR jsonb_typeof(p_value) <> 'object' THEN
        RAISE EXCEPTION USING
            ERRCODE = '22023',
            MESSAGE = 'argument must be a JSON object',
            DETAIL  = format('argument=%s type=%s', p_argument, coalesce(jsonb_typeof(p_value), 'missing')),
            HINT    = 'Pass an object such as {"key": "value"}.';
    END IF;
    IF octet_length(p_value::text) > p_max THEN
        RAISE EXCEPTION USING
            ERRCODE = '22023',
            MESSAGE = 'JSON argument is too large',
            DETAIL  = format('argument=%s bytes=%s limit=%s', p_argument, octet_length(p_value::text), p_max),
            HINT    = 'Store the whole elsewhere and pass a reference.';
    END IF;
END;
$_check_object$;

COMMENT ON FUNCTION agora._check_object(text, jsonb, integer)
    IS 'Refuse a jsonb argument that is not an object or is too large.';
REVOKE ALL ON FUNCTION agora._check_object(text, jsonb, integer) FROM PUBLIC;
