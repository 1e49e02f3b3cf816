-- Job: adds the calls and corrections behind the roll-up that are decided to daily_cost, at most 1000 x p_limit of each at a time.
-- Reports are exact whether or not this runs; it keeps reading them short. A correction adds what changed, so it does not matter
-- whether its call is in the roll-up yet.
-- Locks: the horizon of calls, then that of the roll-up.
CREATE OR REPLACE FUNCTION agora_model._fold_costs(p_limit integer)
RETURNS bigint
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
SET lock_timeout = '2s'
AS $_fold_costs$
DECLARE
    v_horizon  agora_model.call_horizon := agora_model._move_call_horizon();
    v_folded   agora_model.cost_horizon;
BEGIN
    IF v_horizon IS NULL THEN
        RETURN 0;
    END IF;
    INSERT INTO agora_model.cost_horizon AS f (is_only) VALUES (true) ON CONFLICT ON CONSTRAINT cost_horizon_pk DO NOTHING;
    SELECT f.* INTO v_folded FROM agora_model.cost_horizon AS f FOR UPDATE;
    v_horizon.call_id := least(v_horizon.call_id, v_folded.up_to_call + 1000::bigint * p_limit);
    v_horizon.correction_id := least(v_horizon.correction_id, v_folded.up_to_correction + 1000::bigint * p_limit);
    IF v_horizon.call_id <= v_folded.up_to_call AND v_horizon.correction_id <= v_folded.up_to_correction THEN
        RETURN 0;
    END IF;

    INSERT INTO agora_model.daily_cost AS d (day, principal_id, model_id, stage, category, project, agent_type, calls, successes, priced, cost_usd,
                                             input_tokens, cached_tokens, output_tokens, timed, latency_ms, rated, quality)
    SELECT e.day, e.principal_id, e.model_id, e.stage, e.category, e.project, e.agent_type, sum(e.calls), sum(e.successes), sum(e.priced), sum(e.cost_usd),
           sum(e.input_tokens), sum(e.cached_tokens), sum(e.output_tokens), sum(e.timed), sum(e.latency_ms), sum(e.rated), sum(e.quality)
      FROM (SELECT c.* FROM agora_model.cost_entry AS c WHERE c.call_ordinal > v_folded.up_to_call AND c.call_ordinal <= v_horizon.call_id
             UNION ALL
            SELECT c.* FROM agora_model.cost_entry AS c WHERE c.correction_ordinal > v_folded.up_to_correction AND c.correction_ordinal <= v_horizon.correction_id) AS e
     GROUP BY e.day, e.principal_id, e.model_id, e.stage, e.category, e.project, e.agent_type
    ON CONFLICT ON CONSTRAINT daily_cost_pk DO UPDATE
       SET calls         = d.calls + excluded.calls,
           successes     = d.successes + excluded.successes,
           priced        = d.priced + excluded.priced,
           cost_usd      = d.cost_usd + excluded.cost_usd,
           input_tokens  = d.input_tokens + excluded.input_tokens,
           cached_tokens = d.cached_tokens + excluded.cached_tokens,
           output_tokens = d.output_tokens + excluded.output_tokens,
           timed         = d.timed + excluded.timed,
           latency_ms    = d.latency_ms + excluded.latency_ms,
           rated         = d.rated + excluded.rated,
           quality       = d.quality + excluded.quality;
    UPDATE agora_model.cost_horizon AS f SET up_to_call = greatest(f.up_to_call, v_horizon.call_id), up_to_correction = greatest(f.up_to_correction, v_horizon.correction_id);
    RETURN greatest(v_horizon.call_id - v_folded.up_to_call, 0) + greatest(v_horizon.correction_id - v_folded.up_to_correction, 0);
END;
$_fold_costs$;

COMMENT ON FUNCTION agora_model._fold_costs(integer)
    IS 'Job: fold at most 1000 x p_limit (1 to 1000000) decided calls, and corrections, into the daily roll-up; returns how many ids were passed.';
REVOKE ALL ON FUNCTION agora_model._fold_costs(integer) FROM PUBLIC;
