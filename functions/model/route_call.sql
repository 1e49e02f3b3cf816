-- Which model shall serve a call? The candidate of a canary for its share of the correlations, else one of the stage's models by their
-- shares; always the same for a correlation while nothing changes. Without a correlation, the model with the largest share. Where a budget
-- degraded (p_max_usd, from the options of authorize_spend), the dearest of the stage's models that p_usage may be bought with.
-- Errors: 22023 · ZP005 · ZP051.
CREATE OR REPLACE FUNCTION agora_model.route_call(
    p_stage           text,
    p_correlation_id  uuid    DEFAULT NULL,
    p_usage           jsonb   DEFAULT NULL,
    p_max_usd         numeric DEFAULT NULL
)
RETURNS agora_model.routed_call
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $route_call$
DECLARE
    v_assignment  agora_model.model_assignment := agora_model._assignment_of(p_stage);
    v_route       agora_model.routed_call;
BEGIN
    v_route.reason := 'assigned';
    v_route.model_id := v_assignment.model_ids[1];
    IF p_correlation_id IS NOT NULL THEN
        SELECT m.candidate_id, 'canary', m.model_migration_id INTO v_route.model_id, v_route.reason, v_route.model_migration_id
          FROM agora_model.model_migration AS m
         WHERE m.stage = p_stage AND m.status = 'canary'
           AND agora_model._bucket('migration ' || m.model_migration_id, p_correlation_id) < (m.rule ->> 'share')::numeric;
        IF NOT FOUND THEN
            v_route.reason := 'assigned';
            SELECT s.model_id INTO v_route.model_id
              FROM (SELECT t.model_id, t.place, sum(t.share) OVER (ORDER BY t.place) AS upto
                      FROM unnest(v_assignment.model_ids, v_assignment.shares) WITH ORDINALITY AS t(model_id, share, place)) AS s
             WHERE s.upto > agora_model._bucket('stage ' || p_stage, p_correlation_id)
             ORDER BY s.place
             LIMIT 1;
        END IF;
    END IF;
    IF p_max_usd IS NOT NULL THEN
        PERFORM agora_model._check_usd('p_max_usd', p_max_usd), agora_model._check_usage(p_usage);
        IF coalesce(agora_model._cost_with(v_route.model_id, p_usage) > p_max_usd, true) THEN
            SELECT 'degraded', s.model_id INTO v_route.reason, v_route.model_id
              FROM (SELECT t.model_id, t.place, agora_model._cost_with(t.model_id, p_usage) AS usd
                      FROM unnest(v_assignment.model_ids) WITH ORDINALITY AS t(model_id, place)) AS s
             WHERE s.usd <= p_max_usd
             ORDER BY s.usd DESC, s.place
             LIMIT 1;
            v_route.reason := coalesce(v_route.reason, 'unaffordable');
            v_route.model_migration_id := NULL;
        END IF;
    END IF;
    v_route.model := agora_model._reference_of(v_route.model_id);
    RETURN v_route;
END;
$route_call$;

COMMENT ON FUNCTION agora_model.route_call(text, uuid, jsonb, numeric)
    IS 'Model for a call of a stage, by its correlation; with p_max_usd, one that p_usage costs at most so much with, in US dollars. Reason: assigned, canary, degraded, or unaffordable, without a model.';
REVOKE ALL ON FUNCTION agora_model.route_call(text, uuid, jsonb, numeric) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_model.route_call(text, uuid, jsonb, numeric) TO agora_service;
