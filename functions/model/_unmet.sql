-- The criteria that are not met, in words.
CREATE OR REPLACE FUNCTION agora_model._unmet(p_criteria jsonb)
RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN (SELECT coalesce(array_agg(format('%s is %s, not %s %s', replace(c.value ->> 'criterion', '_', ' '), coalesce(c.value ->> 'value', 'unknown'),
                                         c.value ->> 'comparison', c.value ->> 'limit') ORDER BY c.place), '{}')
          FROM jsonb_array_elements(p_criteria) WITH ORDINALITY AS c(value, place)
         WHERE NOT (c.value -> 'met')::boolean);

COMMENT ON FUNCTION agora_model._unmet(jsonb)
    IS 'Criteria that are not met, in words.';
REVOKE ALL ON FUNCTION agora_model._unmet(jsonb) FROM PUBLIC;
