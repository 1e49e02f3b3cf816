-- One rule for every vector: there, with the dimensions of its model, and with a direction. The type itself holds neither NaN
-- nor infinity.
-- Errors: 22023.
CREATE OR REPLACE FUNCTION agora_memory._check_vector(
    p_argument    text,
    p_vector      public.vector,
    p_model       text,
    p_dimensions  integer
)
RETURNS void
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $_check_vector$
BEGIN
    IF p_vector IS NULL OR public.vector_dims(p_vector) <> p_dimensions THEN
        RAISE EXCEPTION USING
            ERRCODE = '22023',
            MESSAGE = 'vector has the wrong number of dimensions',
            DETAIL  = format('argument=%s dimensions=%s model=%s wants=%s', p_argument, coalesce(public.vector_dims(p_vector)::text, 'NULL'), p_model, p_dimensions),
            HINT    = 'Embed the text with that model.';
    END IF;
    IF public.vector_norm(p_vector) = 0 THEN
        RAISE EXCEPTION USING
            ERRCODE = '22023',
            MESSAGE = 'vector is zero',
            DETAIL  = format('argument=%s dimensions=%s', p_argument, p_dimensions),
            HINT    = 'A vector without a direction is like nothing; embed a text that is not empty.';
    END IF;
END;
$_check_vector$;

COMMENT ON FUNCTION agora_memory._check_vector(text, public.vector, text, integer)
    IS 'Refuse a vector that is missing, zero or of other dimensions than its model.';
REVOKE ALL ON FUNCTION agora_memory._check_vector(text, public.vector, text, integer) FROM PUBLIC;
