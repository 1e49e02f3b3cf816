-- The models of a stage side by side, by the calls of model.evidence_window: those that serve it, and those that have calls in it, with what
-- evaluate_migration() says of each that does not serve it.
-- Errors: 22023 · ZP005 · ZP051.
CREATE OR REPLACE FUNCTION agora_model.compare_models(p_stage text)
RETURNS TABLE (model text, share numeric, runs bigint, success numeric, quality numeric, usd numeric, saving numeric, verdict text, reasons text[])
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 5
SET search_path = pg_catalog, pg_temp
AS $compare_models$
DECLARE
    v_assignment  agora_model.model_assignment := agora_model._assignment_of(p_stage);
    v_since       timestamptz := agora.now() - agora.setting_interval('model.evidence_window');
    v_usd         numeric;
BEGIN
    v_usd := nullif((agora_model._stage_evidence(p_stage, v_assignment.model_ids[1], v_since)).usd, 0);
    RETURN QUERY
    SELECT e.model, v_assignment.shares[array_position(v_assignment.model_ids, n.model_id)], e.runs, e.success, e.quality, e.usd, round(1 - e.usd / v_usd, 9), (v.answer).verdict, (v.answer).reasons
      FROM (SELECT unnest(v_assignment.model_ids) AS model_id
            UNION
            SELECT coalesce(m.alias_of, m.model_id)
              FROM agora_model.model AS m
             WHERE EXISTS (SELECT FROM agora_model.llm_call AS k WHERE k.stage = p_stage AND k.model_id = m.model_id AND k.called_at >= v_since)) AS n
     CROSS JOIN LATERAL agora_model._stage_evidence(p_stage, n.model_id, v_since) AS e
     CROSS JOIN LATERAL (SELECT CASE WHEN n.model_id <> ALL (v_assignment.model_ids) THEN agora_model._weigh_candidate(v_assignment, n.model_id) END AS answer OFFSET 0) AS v
     ORDER BY 2 DESC NULLS LAST, e.usd, e.model;
END;
$compare_models$;

COMMENT ON FUNCTION agora_model.compare_models(text)
    IS 'Models that serve a stage, with their share, and others that have calls in it lately: runs, success, mean quality, mean cost of a call in US dollars, the saving against the one with the largest share, and the verdict of evaluate_migration().';
REVOKE ALL ON FUNCTION agora_model.compare_models(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_model.compare_models(text) TO agora_reader;
