-- When the next price list of a model after a moment begins; infinity = there is none.
CREATE OR REPLACE FUNCTION agora_model._next_list(
    p_model  bigint,
    p_from   timestamptz
)
RETURNS timestamptz
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $_next_list$
BEGIN
    RETURN (SELECT coalesce(min(l.valid_from), 'infinity')
              FROM agora_model.price_list AS l
             WHERE l.model_id = p_model AND l.valid_from > p_from AND l.corrects_until IS NULL);
END;
$_next_list$;

COMMENT ON FUNCTION agora_model._next_list(bigint, timestamptz)
    IS 'Beginning of the next price list of a model after a moment.';
REVOKE ALL ON FUNCTION agora_model._next_list(bigint, timestamptz) FROM PUBLIC;
