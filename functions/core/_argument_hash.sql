-- Hash of a call's arguments that is the same where jsonb says that they are equal: 1 and 1.0 are one number, so zeros at the end
-- of decimals are left out. The first branch takes texts whole, so that nothing inside them changes; most calls have no such zero.
-- STABLE, as convert_to() is: declared IMMUTABLE it would not be inlined, and be planned anew in every transaction.
CREATE OR REPLACE FUNCTION agora._argument_hash(p_arguments jsonb)
RETURNS bytea
LANGUAGE sql STABLE PARALLEL SAFE
RETURN sha256(convert_to(CASE WHEN p_arguments::text ~ '\.[0-9]*0'
                              THEN regexp_replace(p_arguments::text, '("(?:[^"\\]|\\.)*")|(\.[0-9]*[1-9])0+\M|\.0+\M', '\1\2', 'g')
                              ELSE p_arguments::text END, 'UTF8'));

COMMENT ON FUNCTION agora._argument_hash(jsonb)
    IS 'SHA-256 of a JSON value; equal values have the same.';
REVOKE ALL ON FUNCTION agora._argument_hash(jsonb) FROM PUBLIC;
