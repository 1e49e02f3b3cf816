-- The first day with retired calls of a model, or of its aliases, between two moments: all of them, or only if some were priced.
CREATE OR REPLACE FUNCTION agora_model._retired_day(
    p_model      bigint,
    p_from       timestamptz,
    p_until      timestamptz,
    p_is_priced  boolean
)
RETURNS date
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $_retired_day$
BEGIN
    RETURN (SELECT min(r.day)
              FROM agora_model.retired_cost AS r
             WHERE r.model_id IN (SELECT m.model_id FROM agora_model.model AS m WHERE coalesce(m.alias_of, m.model_id) = p_model)
               AND (r.day + 1)::timestamp AT TIME ZONE 'UTC' > p_from AND r.day::timestamp AT TIME ZONE 'UTC' < p_until
               AND (r.priced > 0 OR NOT p_is_priced));
END;
$_retired_day$;

COMMENT ON FUNCTION agora_model._retired_day(bigint, timestamptz, timestamptz, boolean)
    IS 'First day (UTC) between two moments with calls of a model that are retired; NULL = none.';
REVOKE ALL ON FUNCTION agora_model._retired_day(bigint, timestamptz, timestamptz, boolean) FROM PUBLIC;
