-- What the last samples and claims of an agent come to, by its objectives: those of its contract, else of the settings. The caller has
-- the row locked.
-- Reads: operation, claim, contract.
CREATE OR REPLACE FUNCTION agora_work._measure(p_measure agora_work.agent_measure)
RETURNS agora_work.agent_measure
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $_measure$
DECLARE
    v_new      agora_work.agent_measure := p_measure;
    v_recent   integer := agora.setting_integer('work.reputation_window');
    v_weight   numeric := agora.setting_integer('work.reputation_prior_weight');
    v_p99      numeric;
    v_success  numeric;
    v_there    numeric;
    v_times    numeric[];
    v_last     numeric[];
    v_rate     numeric;
    v_known    bigint;
    v_window   bigint;
BEGIN
    SELECT c.p99_ms, c.success_rate, c.availability INTO v_p99, v_success, v_there
      FROM agora_work.contract AS c
     WHERE c.principal_id = p_measure.principal_id AND c.valid_until > agora.now();
    IF NOT FOUND THEN
        v_p99 := agora.setting_numeric('work.slo_p99_ms');
        v_success := agora.setting_numeric('work.slo_success');
        v_there := agora.setting_numeric('work.slo_availability');
    END IF;
    SELECT array_agg(w.latency_ms ORDER BY w.latency_ms) FILTER (WHERE w.latency_ms IS NOT NULL), round(avg(w.is_success::integer), 6),
           array_agg(w.latency_ms ORDER BY w.latency_ms) FILTER (WHERE w.latency_ms IS NOT NULL AND w.place <= v_recent),
           avg(w.is_success::integer) FILTER (WHERE w.place <= v_recent), count(*) FILTER (WHERE w.place <= v_recent), count(*)
      INTO v_times, v_new.success_rate, v_last, v_rate, v_known, v_window
      FROM (SELECT o.latency_ms, o.is_success, row_number() OVER (ORDER BY o.operation_id DESC) AS place
              FROM agora_work.operation AS o
             WHERE o.principal_id = p_measure.principal_id
             ORDER BY o.operation_id DESC
             LIMIT agora.setting_integer('work.slo_window')) AS w;
    v_new.availability := agora_work._availability(p_measure.principal_id);
    v_new.p50_ms := agora_work.sorted_percentile(v_times, 0.50);
    v_new.p95_ms := agora_work.sorted_percentile(v_times, 0.95);
    v_new.p99_ms := agora_work.sorted_percentile(v_times, 0.99);
    IF v_known > 0 THEN
        v_new.reputation := round((v_weight * agora.setting_numeric('work.reputation_prior')
                                   + v_known * agora_work.measured_reputation(v_rate, v_success, agora_work.sorted_percentile(v_last, 0.99), v_p99))
                                  / (v_weight + v_known), 6);
    END IF;
    -- Of many samples few may be left: see _retire_operations().
    v_new.is_breached := v_new.samples >= agora.setting_integer('work.slo_min_samples')
                         AND v_window >= least(agora.setting_integer('work.slo_min_samples'), agora.setting_integer('work.slo_window')) AND (v_new.success_rate < v_success OR coalesce(v_new.p99_ms > v_p99, false))
                         OR coalesce(v_new.availability < v_there, false);
    RETURN v_new;
END;
$_measure$;

COMMENT ON FUNCTION agora_work._measure(agora_work.agent_measure)
    IS 'Measures of an agent anew, from the end of its samples and of its claims.';
REVOKE ALL ON FUNCTION agora_work._measure(agora_work.agent_measure) FROM PUBLIC;
