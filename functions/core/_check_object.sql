-- One rule for every jsonb argument: an object of bounded size and depth. Deeper ones PostgreSQL could keep, but who reads them in Python, or in
-- another language, could not: whoever may write them could stop every reader.
-- Errors: 22023.
CREATE OR REPLACE FUNCTION agora._check_object(
    p_argument  text,
    p_value     jsonb,
    p_max       integer DEFAULT 100000
)
RETURNS void
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
AS $_check_object$
DECLARE
    v_bytes integer;
BEGIN
    IF p_value IS NULL OR jsonb_typeof(p_value) <> 'object' THEN
        RAISE EXCEPTION USING
            ERRCODE = '22023',
            MESSAGE = 'argument must be a JSON object',
            DETAIL  = format('argument=%s type=%s', p_argument, coalesce(jsonb_typeof(p_value), 'missing')),
            HINT    = 'Pass an object such as {"key": "value"}.';
    END IF;
    v_bytes := octet_length(p_value::text);
    IF v_bytes > p_max THEN
        RAISE EXCEPTION USING
            ERRCODE = '22023',
            MESSAGE = 'JSON argument is too large',
            DETAIL  = format('argument=%s bytes=%s limit=%s', p_argument, v_bytes, p_max),
            HINT    = 'Store the whole elsewhere and pass a reference.';
    ELSIF v_bytes >= 200 AND p_value @? '$.**{100}' THEN -- each level takes two bytes
        RAISE EXCEPTION USING
            ERRCODE = '22023',
            MESSAGE = 'JSON argument is nested too deeply',
            DETAIL  = format('argument=%s levels=100', p_argument),
            HINT    = 'Objects and arrays within each other are at most 100 deep.';
    END IF;
END;
$_check_object$;

COMMENT ON FUNCTION agora._check_object(text, jsonb, integer)
    IS 'Refuse a jsonb argument that is not an object, is too large or nested deeper than 100 levels.';
REVOKE ALL ON FUNCTION agora._check_object(text, jsonb, integer) FROM PUBLIC;
