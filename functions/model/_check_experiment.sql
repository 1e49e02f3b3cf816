-- Arms and plan of an experiment are usable.
-- Errors: 22023 · ZP050.
CREATE OR REPLACE FUNCTION agora_model._check_experiment(
    p_metric  text,
    p_arms    text[],
    p_shares  numeric[],
    p_plan    jsonb
)
RETURNS void
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $_check_experiment$
DECLARE
    v_spread text := CASE p_metric WHEN 'success' THEN 'baseline' ELSE 'deviation' END;
BEGIN
    IF coalesce(p_metric NOT IN ('success', 'quality'), true) OR coalesce(array_ndims(p_arms) <> 1 OR cardinality(p_arms) NOT BETWEEN 2 AND 10, true)
       OR EXISTS (SELECT FROM unnest(p_arms) AS a(arm) GROUP BY a.arm HAVING count(*) > 1 OR NOT coalesce(agora._is_name(a.arm) AND length(a.arm) <= 100, false)) THEN
        RAISE EXCEPTION USING
            ERRCODE = '22023',
            MESSAGE = 'metric or arms are not usable',
            DETAIL  = format('p_metric=%s p_arms=%s', coalesce(left(p_metric, 100), 'NULL'), coalesce(left(p_arms::text, 300), 'NULL')),
            HINT    = 'The metric is success or quality; name two to ten arms, each once, the control first.';
    END IF;
    IF p_shares IS NOT NULL AND NOT (agora_model._is_whole(p_shares) AND cardinality(p_shares) = cardinality(p_arms) AND 0 < ALL (p_shares)) THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZP050',
            MESSAGE = 'shares do not sum to one',
            DETAIL  = format('p_shares=%s p_arms=%s', left(p_shares::text, 300), p_arms),
            HINT    = 'Pass a share above 0 for each arm, or none for equal ones.';
    END IF;
    PERFORM agora._check_object('p_plan', p_plan);
    IF p_plan - ARRAY['effect', v_spread, 'margin', 'alpha', 'power'] <> '{}' OR NOT p_plan ?& ARRAY['effect', v_spread]
       OR NOT (agora._is_number(p_plan -> 'effect', 0.001, 1, 6) AND agora._is_number(p_plan -> 'margin', 0, 1, 6) AND agora._is_number(p_plan -> v_spread, 0, 1, 6)
               AND agora._is_number(p_plan -> 'alpha', 0.0001, 0.5, 6) AND agora._is_number(p_plan -> 'power', 0.5, 0.9999, 6))
       OR 'null' IN (p_plan -> 'effect', p_plan -> v_spread)
       OR p_metric = 'success' AND (p_plan ->> 'baseline')::numeric + (p_plan ->> 'effect')::numeric > 1
       OR (p_plan ->> 'deviation')::numeric = 0 THEN
        RAISE EXCEPTION USING
            ERRCODE = '22023',
            MESSAGE = 'plan of an experiment is not usable',
            DETAIL  = format('p_plan=%s', left(p_plan::text, 300)),
            HINT    = 'Pass {"effect": 0.02, "baseline": 0.95} for success, {"effect": 0.02, "deviation": 0.1} for quality; margin, alpha and power if they shall differ from the settings.';
    END IF;
END;
$_check_experiment$;

COMMENT ON FUNCTION agora_model._check_experiment(text, text[], numeric[], jsonb)
    IS 'Refuse a metric, arms, shares or a plan that are not usable.';
REVOKE ALL ON FUNCTION agora_model._check_experiment(text, text[], numeric[], jsonb) FROM PUBLIC;
