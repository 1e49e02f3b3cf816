-- Scorers of code by version, and the weights of their dimensions. Those of the release are below version 1000; an operator's
-- own weights are a version of their own. The latest version of a scorer is the one in force.
-- Dump quality_scorer: WHERE NOT is_builtin
CREATE TABLE agora_memory.quality_scorer (
    scorer       text        NOT NULL,
    version      integer     NOT NULL,
    description  text        NOT NULL,
    is_builtin   boolean     NOT NULL DEFAULT false,
    created_by   bigint      NOT NULL,
    recorded_at  timestamptz NOT NULL,
    CONSTRAINT quality_scorer_pk            PRIMARY KEY (scorer, version),
    CONSTRAINT quality_scorer_created_by_fk FOREIGN KEY (created_by) REFERENCES agora.principal (principal_id),
    CONSTRAINT quality_scorer_scorer_ck     CHECK (scorer IN ('syntax', 'legacy_stf', 'legacy_pattern')),
    CONSTRAINT quality_scorer_version_ck    CHECK (version >= 1 AND (version < 1000) = is_builtin)
);
CREATE INDEX quality_scorer_created_by_ix ON agora_memory.quality_scorer (created_by);
COMMENT ON TABLE  agora_memory.quality_scorer             IS 'Versions of the quality scorers; see known_scorer.';
COMMENT ON COLUMN agora_memory.quality_scorer.scorer      IS 'Formula: syntax, or the earlier legacy_stf and legacy_pattern.';
COMMENT ON COLUMN agora_memory.quality_scorer.version     IS 'Version; the highest is in force.';
COMMENT ON COLUMN agora_memory.quality_scorer.description IS 'What it is, or why the weights were changed.';
COMMENT ON COLUMN agora_memory.quality_scorer.is_builtin  IS 'Whether it came with the release.';
COMMENT ON COLUMN agora_memory.quality_scorer.created_by  IS 'Who made it.';
COMMENT ON COLUMN agora_memory.quality_scorer.recorded_at IS 'When it was written.';

-- Dump quality_dimension: WHERE version >= 1000
CREATE TABLE agora_memory.quality_dimension (
    scorer     text        NOT NULL,
    version    integer     NOT NULL,
    dimension  text        NOT NULL,
    weight     agora.score NOT NULL,
    CONSTRAINT quality_dimension_pk           PRIMARY KEY (scorer, version, dimension),
    CONSTRAINT quality_dimension_scorer_version_fk FOREIGN KEY (scorer, version) REFERENCES agora_memory.quality_scorer (scorer, version),
    CONSTRAINT quality_dimension_dimension_ck CHECK (dimension IN ('completeness', 'documentation', 'compliance', 'metadata', 'simplicity'))
);
COMMENT ON TABLE  agora_memory.quality_dimension           IS 'Weights of the dimensions; those of one version sum to 1.';
COMMENT ON COLUMN agora_memory.quality_dimension.scorer    IS 'Scorer.';
COMMENT ON COLUMN agora_memory.quality_dimension.version   IS 'Its version.';
COMMENT ON COLUMN agora_memory.quality_dimension.dimension IS 'completeness, documentation, compliance, metadata or simplicity.';
COMMENT ON COLUMN agora_memory.quality_dimension.weight    IS 'Share of the composite, 0..1.';

CREATE TRIGGER quality_scorer_refuse_change
    BEFORE UPDATE OR DELETE ON agora_memory.quality_scorer
    FOR EACH ROW EXECUTE FUNCTION agora.tg_refuse_change();
CREATE TRIGGER quality_scorer_refuse_truncate
    BEFORE TRUNCATE ON agora_memory.quality_scorer
    FOR EACH STATEMENT EXECUTE FUNCTION agora.tg_refuse_change();
CREATE TRIGGER quality_dimension_refuse_change
    BEFORE UPDATE OR DELETE ON agora_memory.quality_dimension
    FOR EACH ROW EXECUTE FUNCTION agora.tg_refuse_change();
CREATE TRIGGER quality_dimension_refuse_truncate
    BEFORE TRUNCATE ON agora_memory.quality_dimension
    FOR EACH STATEMENT EXECUTE FUNCTION agora.tg_refuse_change();
