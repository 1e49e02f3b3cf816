-- A new version has the form of the one before it: the same names, types and lengths of lists, numbers within their bounds, lists
-- of steps in the same order, numbers of days whole. Another form comes with a release, because only a formula of that release could read it.
-- Errors: ZR020.
CREATE OR REPLACE FUNCTION agora_reward._check_policy_shape(
    p_kind        text,
    p_parameters  jsonb,
    p_base        jsonb
)
RETURNS void
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $_check_policy_shape$
DECLARE
    v_faults text;
BEGIN
    SELECT string_agg(format('%s: %s', coalesce(n.path, o.path),
                             CASE WHEN n.path IS NULL THEN 'missing' WHEN o.path IS NULL THEN 'unknown'
                                  ELSE format('%s, must be %s', n.type, o.type) END), '; ' ORDER BY coalesce(n.path, o.path))
      INTO v_faults
      FROM agora_reward._policy_nodes(p_parameters) AS n
      FULL JOIN agora_reward._policy_nodes(p_base) AS o ON o.path = n.path
     WHERE n.type IS DISTINCT FROM o.type;
    IF v_faults IS NULL THEN
        SELECT string_agg(format('%s: %s is not %sin %s..%s', n.path, n.value, CASE WHEN b.is_whole THEN 'whole and ' ELSE '' END,
                                 coalesce(b.min_value, 0), coalesce(b.max_value, 1000000000000)), '; ' ORDER BY n.path)
          INTO v_faults
          FROM agora_reward._policy_nodes(p_parameters) AS n
          LEFT JOIN agora_reward.policy_bound AS b ON b.kind = p_kind AND b.place = n.place
         WHERE n.type = 'number'
           AND (NOT n.value::numeric BETWEEN coalesce(b.min_value, 0) AND coalesce(b.max_value, 1000000000000)
                OR (b.is_whole AND n.value::numeric <> trunc(n.value::numeric)));
    END IF;
    IF v_faults IS NULL THEN
        SELECT string_agg(format('%s: %s is not one of %s', n.path, n.value, coalesce(array_to_string(b.choices, ', '), o.value #>> '{}')), '; ' ORDER BY n.path)
          INTO v_faults
          FROM agora_reward._policy_nodes(p_parameters) AS n
          JOIN agora_reward._policy_nodes(p_base) AS o ON o.path = n.path
          LEFT JOIN agora_reward.policy_bound AS b ON b.kind = p_kind AND b.place = n.place
         WHERE n.type = 'string' AND n.value <> o.value AND (n.value #>> '{}' = ANY (b.choices)) IS NOT TRUE;
    END IF;
    IF v_faults IS NULL THEN
        SELECT string_agg(format('%s: %s is out of order', x.path, x.value), '; ' ORDER BY x.path)
          INTO v_faults
          FROM (SELECT n.path, n.value,
                       sign(n.value::numeric - lag(n.value::numeric) OVER w) AS direction,
                       sign(o.value::numeric - lag(o.value::numeric) OVER w) AS base_direction
                  FROM agora_reward._policy_nodes(p_parameters) AS n
                  JOIN agora_reward._policy_nodes(p_base) AS o ON o.path = n.path
                 WHERE n.type = 'number' AND n.place LIKE '%.*.0'
                WINDOW w AS (PARTITION BY n.place ORDER BY n.ordinal)) AS x
         WHERE x.direction <> x.base_direction;
    END IF;
    IF v_faults IS NOT NULL THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZR020',
            MESSAGE = 'policy does not have the form of the one before it',
            DETAIL  = format('kind=%s %s', p_kind, left(v_faults, 1000)),
            HINT    = 'Start from agora_reward.policy() of this kind and change values only.';
    END IF;
END;
$_check_policy_shape$;

COMMENT ON FUNCTION agora_reward._check_policy_shape(text, jsonb, jsonb)
    IS 'Refuse a policy that is not of the form of the version before it.';
REVOKE ALL ON FUNCTION agora_reward._check_policy_shape(text, jsonb, jsonb) FROM PUBLIC;
