-- Invariant: no successful run has a failed blocking gate, or a stage that is open or failed.
CREATE OR REPLACE FUNCTION agora_pipeline._probe_runs()
RETURNS SETOF text
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT format('run %s succeeded over gate %s', r.generation_run_id, b.gate) AS violation
      FROM agora_pipeline.generation_run AS r
     CROSS JOIN LATERAL agora_pipeline._failed_blocking(r.generation_run_id) AS b(gate)
     WHERE r.status = 'success'
    UNION ALL
    SELECT format('run %s ended as %s with stage %s %s', r.generation_run_id, r.status, s.stage, s.status) AS violation
      FROM agora_pipeline.generation_run AS r
      JOIN agora_pipeline.stage_run AS s ON s.generation_run_id = r.generation_run_id
     WHERE (r.finished_at IS NOT NULL AND s.status IN ('pending', 'running')) OR (r.status = 'success' AND s.status = 'failed');
END;

COMMENT ON FUNCTION agora_pipeline._probe_runs()
    IS 'Invariant: runs that ended agree with their gates and stages.';
REVOKE ALL ON FUNCTION agora_pipeline._probe_runs() FROM PUBLIC;
