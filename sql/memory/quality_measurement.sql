-- What a scorer found about an object, whatever table owns it. Nothing is overwritten: the latest of a scorer is the current one.
-- Dump: all
CREATE TABLE agora_memory.quality_measurement (
    quality_measurement_id  bigint      GENERATED ALWAYS AS IDENTITY,
    kind                    text        NOT NULL,
    object_id               bigint      NOT NULL,
    scorer                  text        NOT NULL,
    scorer_version          integer     NOT NULL,
    composite               agora.score NOT NULL,
    complexity              agora.score NOT NULL,
    dimensions              jsonb       NOT NULL,
    facts                   jsonb       NOT NULL,
    measured_by             bigint      NOT NULL,
    recorded_at             timestamptz NOT NULL,
    CONSTRAINT quality_measurement_pk             PRIMARY KEY (quality_measurement_id),
    CONSTRAINT quality_measurement_scorer_scorer_version_fk FOREIGN KEY (scorer, scorer_version) REFERENCES agora_memory.quality_scorer (scorer, version),
    CONSTRAINT quality_measurement_measured_by_fk FOREIGN KEY (measured_by) REFERENCES agora.principal (principal_id),
    CONSTRAINT quality_measurement_kind_ck        CHECK (kind ~ '^[a-z][a-z_]{0,39}$'),
    CONSTRAINT quality_measurement_dimensions_ck  CHECK (jsonb_typeof(dimensions) = 'object'),
    CONSTRAINT quality_measurement_facts_ck       CHECK (jsonb_typeof(facts) = 'object')
);
CREATE INDEX quality_measurement_object_ix      ON agora_memory.quality_measurement (object_id, kind, scorer, quality_measurement_id DESC);
CREATE INDEX quality_measurement_scorer_ix      ON agora_memory.quality_measurement (scorer, scorer_version);
CREATE INDEX quality_measurement_measured_by_ix ON agora_memory.quality_measurement (measured_by);
COMMENT ON TABLE  agora_memory.quality_measurement                        IS 'Measurements of quality; append-only; see current_quality.';
COMMENT ON COLUMN agora_memory.quality_measurement.quality_measurement_id IS 'Key.';
COMMENT ON COLUMN agora_memory.quality_measurement.kind                   IS 'What the object is, such as transform.';
COMMENT ON COLUMN agora_memory.quality_measurement.object_id              IS 'Key of the object in its own table.';
COMMENT ON COLUMN agora_memory.quality_measurement.scorer                 IS 'Scorer.';
COMMENT ON COLUMN agora_memory.quality_measurement.scorer_version         IS 'Version of the scorer.';
COMMENT ON COLUMN agora_memory.quality_measurement.composite              IS 'Weighted sum of the dimensions, 0..1.';
COMMENT ON COLUMN agora_memory.quality_measurement.complexity             IS 'Difficulty 0..1: (cyclomatic complexity - 1) / 20, at most 1.';
COMMENT ON COLUMN agora_memory.quality_measurement.dimensions             IS 'Each dimension, 0..1; a JSON object.';
COMMENT ON COLUMN agora_memory.quality_measurement.facts                  IS 'What was counted; a JSON object.';
COMMENT ON COLUMN agora_memory.quality_measurement.measured_by            IS 'Who had it measured.';
COMMENT ON COLUMN agora_memory.quality_measurement.recorded_at            IS 'When.';

CREATE TRIGGER quality_measurement_refuse_change
    BEFORE UPDATE OR DELETE ON agora_memory.quality_measurement
    FOR EACH ROW EXECUTE FUNCTION agora.tg_refuse_change();
CREATE TRIGGER quality_measurement_refuse_truncate
    BEFORE TRUNCATE ON agora_memory.quality_measurement
    FOR EACH STATEMENT EXECUTE FUNCTION agora.tg_refuse_change();
