-- The second gate, for promotion: is the candidate not inferior by more than the margin, in quality (Welch) and in success (Newcombe)? It is
-- looked at with the planned runs, and whenever they have doubled, always with exactly the first so many, so that the answer does not depend
-- on when somebody asks. The k-th look has level alpha / 2^k: all together pass an inferior candidate with chance alpha at most.
CREATE OR REPLACE FUNCTION agora_model._weigh_promotion(
    p_migration      agora_model.model_migration,
    p_is_candidate   boolean[],
    p_is_success     boolean[],
    p_quality        double precision[],
    OUT criteria     jsonb,
    OUT runs_needed  bigint,
    OUT evidence     jsonb
)
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $_weigh_promotion$
DECLARE
    v_rule     jsonb := p_migration.rule;
    v_planned  bigint := (v_rule ->> 'planned_runs')::bigint;
    v_places   integer[] := array_positions(p_is_candidate, true);
    v_runs     bigint := coalesce(cardinality(v_places), 0);
    v_last     integer;
    v_look     integer := 0;
    v_level    double precision;
    v_means    record;
    v_rates    record;
    v_saving   numeric;
    r_run      record;
BEGIN
    -- A loop, because a logarithm is not exact where the runs are exactly the doubled plan.
    WHILE v_planned * 2 ^ v_look <= v_runs LOOP
        v_look := v_look + 1;
    END LOOP;
    runs_needed := v_planned * 2 ^ v_look - v_runs;
    IF v_look = 0 THEN
        RETURN;
    END IF;
    v_level := (v_rule ->> 'alpha')::double precision / 2 ^ v_look;
    v_last := v_places[(v_planned * 2 ^ (v_look - 1))::integer];
    SELECT count(*) FILTER (WHERE r.candidate) AS runs, count(*) FILTER (WHERE NOT r.candidate) AS others,
           count(*) FILTER (WHERE r.candidate AND r.success) AS hits, count(*) FILTER (WHERE NOT r.candidate AND r.success) AS other_hits,
           count(r.quality) FILTER (WHERE r.candidate) AS rated, count(r.quality) FILTER (WHERE NOT r.candidate) AS other_rated,
           avg(r.quality) FILTER (WHERE r.candidate) AS quality, avg(r.quality) FILTER (WHERE NOT r.candidate) AS other_quality,
           var_samp(r.quality) FILTER (WHERE r.candidate) AS variance, var_samp(r.quality) FILTER (WHERE NOT r.candidate) AS other_variance
      INTO r_run
      FROM unnest(p_is_candidate, p_is_success, p_quality) WITH ORDINALITY AS r(candidate, success, quality, place)
     WHERE r.place <= v_last;
    IF r_run.rated > 1 AND r_run.other_rated > 1 THEN
        v_means := agora_model._compare_means(r_run.rated, r_run.quality, r_run.variance, r_run.other_rated, r_run.other_quality, r_run.other_variance, v_level);
    END IF;
    IF r_run.others > 0 THEN
        v_rates := agora_model._compare_rates(r_run.hits, r_run.runs, r_run.other_hits, r_run.others, v_level);
    END IF;
    SELECT 1 - c.usd / nullif(i.usd, 0) INTO v_saving
      FROM agora_model._stage_evidence(p_migration.stage, p_migration.candidate_id, p_migration.started_at) AS c,
           agora_model._stage_evidence(p_migration.stage, p_migration.incumbent_id, p_migration.started_at) AS i;
    criteria := jsonb_build_array(
        agora_model._criterion('quality_difference_at_least', v_means.lower::numeric, '>=', -(v_rule ->> 'margin')::numeric),
        agora_model._criterion('success_difference_at_least', v_rates.lower::numeric, '>=', -(v_rule ->> 'margin')::numeric),
        agora_model._criterion('quality_floor', r_run.quality::numeric, '>=', (v_rule ->> 'quality_floor')::numeric),
        agora_model._criterion('saving', v_saving, '>=', (v_rule ->> 'min_saving')::numeric));
    evidence := jsonb_build_object('look', v_look, 'level', v_level, 'figures', to_jsonb(r_run), 'quality', to_jsonb(v_means), 'success', to_jsonb(v_rates));
END;
$_weigh_promotion$;

COMMENT ON FUNCTION agora_model._weigh_promotion(agora_model.model_migration, boolean[], boolean[], double precision[])
    IS 'Criteria of promotion at the last look that the runs of a canary suffice for, and the runs needed for the next; criteria NULL = none yet.';
REVOKE ALL ON FUNCTION agora_model._weigh_promotion(agora_model.model_migration, boolean[], boolean[], double precision[]) FROM PUBLIC;
