-- What the calls of a stage since a moment say about a model. Judged are those with a quality, and those that failed. Costs are by the last
-- word on them; calls without a price are left out of the mean.
CREATE OR REPLACE FUNCTION agora_model._stage_evidence(
    p_stage        text,
    p_model        bigint,
    p_since        timestamptz,
    OUT model      text,
    OUT runs       bigint,
    OUT judged     bigint,
    OUT successes  bigint,
    OUT success    numeric,
    OUT rated      bigint,
    OUT quality    numeric,
    OUT variance   numeric,
    OUT usd        numeric
)
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $_stage_evidence$
BEGIN
    SELECT agora_model._reference_of(p_model), count(*), count(*) FILTER (WHERE k.quality IS NOT NULL OR NOT k.is_success), count(*) FILTER (WHERE k.is_success),
           round(avg(k.is_success::integer), 9), count(k.quality), round(avg(k.quality), 9), round(var_samp(k.quality), 9),
           round(avg(coalesce(c.cost_usd, k.cost_usd)), 12)
      INTO model, runs, judged, successes, success, rated, quality, variance, usd
      FROM agora_model.llm_call AS k
      LEFT JOIN LATERAL (SELECT x.cost_usd FROM agora_model.call_correction AS x WHERE x.llm_call_id = k.llm_call_id ORDER BY x.call_correction_id DESC LIMIT 1) AS c ON true
     WHERE k.stage = p_stage AND k.called_at >= p_since
       AND k.model_id = ANY (ARRAY(SELECT m.model_id FROM agora_model.model AS m WHERE m.model_id = p_model OR m.alias_of = p_model));
END;
$_stage_evidence$;

COMMENT ON FUNCTION agora_model._stage_evidence(text, bigint, timestamptz)
    IS 'Calls of a model in a stage since a moment: how many, judged, successful, their mean quality with its variance, and their mean cost in US dollars.';
REVOKE ALL ON FUNCTION agora_model._stage_evidence(text, bigint, timestamptz) FROM PUBLIC;
