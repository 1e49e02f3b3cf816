-- What gates said of runs, in order. The last that passed or failed counts; skipping one does not lift what it said before.
-- Dump: all
CREATE TABLE agora_pipeline.gate_result (
    gate_result_id     bigint      GENERATED ALWAYS AS IDENTITY,
    generation_run_id  bigint      NOT NULL,
    gate               text        NOT NULL,
    outcome            text        NOT NULL,
    target_ms          numeric     NOT NULL,
    duration_ms        numeric,
    ratio              numeric     GENERATED ALWAYS AS (round(duration_ms / target_ms, 6)) STORED,
    detail             jsonb       NOT NULL,
    recorded_at        timestamptz NOT NULL,
    CONSTRAINT gate_result_pk                   PRIMARY KEY (gate_result_id),
    CONSTRAINT gate_result_generation_run_id_fk FOREIGN KEY (generation_run_id) REFERENCES agora_pipeline.generation_run (generation_run_id),
    CONSTRAINT gate_result_gate_fk              FOREIGN KEY (gate) REFERENCES agora_pipeline.gate (gate),
    CONSTRAINT gate_result_outcome_ck           CHECK (outcome IN ('passed', 'failed', 'skipped')),
    CONSTRAINT gate_result_target_ms_ck         CHECK (target_ms > 0),
    CONSTRAINT gate_result_duration_ms_ck       CHECK (duration_ms >= 0)
);
CREATE INDEX gate_result_generation_run_id_ix ON agora_pipeline.gate_result (generation_run_id, gate, gate_result_id);
CREATE INDEX gate_result_gate_ix              ON agora_pipeline.gate_result (gate);
COMMENT ON TABLE  agora_pipeline.gate_result                   IS 'Results of gates, append-only; see recorded_gate.';
COMMENT ON COLUMN agora_pipeline.gate_result.gate_result_id    IS 'Key; later results have greater ones.';
COMMENT ON COLUMN agora_pipeline.gate_result.generation_run_id IS 'Run.';
COMMENT ON COLUMN agora_pipeline.gate_result.gate              IS 'Gate.';
COMMENT ON COLUMN agora_pipeline.gate_result.outcome           IS 'passed, failed or skipped.';
COMMENT ON COLUMN agora_pipeline.gate_result.target_ms         IS 'What it should take at most, in milliseconds, as it was then.';
COMMENT ON COLUMN agora_pipeline.gate_result.duration_ms       IS 'How long it took, in milliseconds.';
COMMENT ON COLUMN agora_pipeline.gate_result.ratio             IS 'That against its target.';
COMMENT ON COLUMN agora_pipeline.gate_result.detail            IS 'What it saw; a JSON object without secrets.';
COMMENT ON COLUMN agora_pipeline.gate_result.recorded_at       IS 'When.';

CREATE TRIGGER gate_result_refuse_change
    BEFORE UPDATE OR DELETE ON agora_pipeline.gate_result
    FOR EACH ROW EXECUTE FUNCTION agora.tg_refuse_change();
CREATE TRIGGER gate_result_refuse_truncate
    BEFORE TRUNCATE ON agora_pipeline.gate_result
    FOR EACH STATEMENT EXECUTE FUNCTION agora.tg_refuse_change();
