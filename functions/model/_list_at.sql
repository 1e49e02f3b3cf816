-- Price list of a model at a moment: the last correction of that time, else the last list that had begun. NULL = none.
CREATE OR REPLACE FUNCTION agora_model._list_at(
    p_model  bigint,
    p_at     timestamptz
)
RETURNS bigint
LANGUAGE plpgsql STABLE
AS $_list_at$
DECLARE
    v_list bigint;
BEGIN
    -- Not in SQL: every call asks, and a function in SQL is planned anew each time.
    SELECT l.price_list_id INTO v_list
      FROM agora_model.price_list AS l
     WHERE l.model_id = p_model AND l.valid_from <= p_at AND (l.corrects_until IS NULL OR l.corrects_until > p_at)
     ORDER BY l.corrects_until IS NULL, CASE WHEN l.corrects_until IS NULL THEN l.valid_from END DESC, l.price_list_id DESC
     LIMIT 1;
    RETURN v_list;
END;
$_list_at$;

COMMENT ON FUNCTION agora_model._list_at(bigint, timestamptz)
    IS 'Price list of a model that holds at a moment.';
REVOKE ALL ON FUNCTION agora_model._list_at(bigint, timestamptz) FROM PUBLIC;
