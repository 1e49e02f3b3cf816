-- What a canary is judged by, fixed when it starts. The runs that it plans for suffice, by the incumbent's figures of the window, to show
-- with the wanted power that an equal candidate is not inferior, at the level of the first look. A block of the sequential test has nine
-- tenths of the incumbent's calls that come between two of the candidate's, so that few of these wait.
CREATE OR REPLACE FUNCTION agora_model._canary_rule(
    p_assignment  agora_model.model_assignment,
    p_share       numeric
)
RETURNS jsonb
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $_canary_rule$
DECLARE
    v_past    record := agora_model._stage_evidence(p_assignment.stage, p_assignment.model_ids[1], agora.now() - agora.setting_interval('model.evidence_window'));
    v_margin  numeric := agora.setting_numeric('model.margin');
    v_alpha   numeric := agora.setting_numeric('model.alpha');
    v_ratio   numeric := (1 - p_share) * p_assignment.shares[1] / p_share;
BEGIN
    RETURN jsonb_build_object(
        'share', trim_scale(p_share),
        'block', greatest(floor(0.9 * v_ratio), 1),
        'alpha', v_alpha,
        'margin', v_margin,
        'quality_floor', agora.setting_numeric('model.quality_floor'),
        'min_saving', agora.setting_numeric('model.min_saving'),
        'longest', agora.setting_interval('model.longest_canary'),
        'planned_runs', (SELECT greatest(agora.setting_integer('model.min_runs'), max(agora_model._required_runs(v.variance, v.variance, v_margin, v_alpha / 2, agora.setting_numeric('model.power'), v_ratio)))
                           FROM (VALUES (v_past.variance), (v_past.success * (1 - v_past.success))) AS v(variance)));
END;
$_canary_rule$;

COMMENT ON FUNCTION agora_model._canary_rule(agora_model.model_assignment, numeric)
    IS 'Rule that a canary of a stage will be judged by, whose incumbent has the first share.';
REVOKE ALL ON FUNCTION agora_model._canary_rule(agora_model.model_assignment, numeric) FROM PUBLIC;
