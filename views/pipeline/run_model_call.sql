-- Model calls of runs: those of the run's principal with its correlation, unless they are linked to another run, and those linked to it.
-- LATERAL, and not flattened: a join of a security_barrier view reads all of it.
CREATE OR REPLACE VIEW agora_pipeline.run_model_call WITH (security_barrier) AS
SELECT r.generation_run_id,
       k.llm_call_id,
       k.principal_id,
       k.called_at,
       k.model,
       k.stage,
       k.is_success,
       k.quality,
       k.latency_ms,
       k.cost_usd
  FROM agora_pipeline.generation_run AS r
 CROSS JOIN LATERAL (SELECT c.llm_call_id
                       FROM agora_model.llm_call AS c
                      WHERE c.correlation_id = r.correlation_id AND c.principal_id = r.principal_id
                        AND NOT EXISTS (SELECT FROM agora_pipeline.run_call AS o WHERE o.llm_call_id = c.llm_call_id AND o.generation_run_id <> r.generation_run_id)
                     UNION
                     SELECT x.llm_call_id FROM agora_pipeline.run_call AS x WHERE x.generation_run_id = r.generation_run_id) AS m
 CROSS JOIN LATERAL (SELECT c.llm_call_id, c.principal_id, c.called_at, c.model, c.stage, c.is_success, c.quality, c.latency_ms, c.cost_usd
                       FROM agora_model.recorded_call AS c WHERE c.llm_call_id = m.llm_call_id OFFSET 0) AS k
 WHERE (SELECT agora.visible_principal()) IN (0, r.principal_id);

COMMENT ON VIEW agora_pipeline.run_model_call IS 'Model calls of generation runs, by their correlation or a recorded link, with what they cost in US dollars; a bound login sees those of its own runs.';
GRANT SELECT ON agora_pipeline.run_model_call TO agora_reader;
