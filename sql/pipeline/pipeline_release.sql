-- Versions of components that runs made, from proposal to use and back. One version of a component is in use at a time.
-- Dump pipeline_release: all
CREATE TABLE agora_pipeline.pipeline_release (
    pipeline_release_id  bigint      GENERATED ALWAYS AS IDENTITY,
    component            text        NOT NULL,
    version              text        NOT NULL,
    generation_run_id    bigint      NOT NULL,
    status               text        NOT NULL DEFAULT 'proposed',
    replaced_id          bigint,
    proposed_by          bigint      NOT NULL,
    recorded_at          timestamptz NOT NULL,
    CONSTRAINT pipeline_release_pk                   PRIMARY KEY (pipeline_release_id),
    CONSTRAINT pipeline_release_version_uq           UNIQUE (component, version),
    CONSTRAINT pipeline_release_generation_run_id_fk FOREIGN KEY (generation_run_id) REFERENCES agora_pipeline.generation_run (generation_run_id),
    CONSTRAINT pipeline_release_replaced_id_fk       FOREIGN KEY (replaced_id) REFERENCES agora_pipeline.pipeline_release (pipeline_release_id),
    CONSTRAINT pipeline_release_proposed_by_fk       FOREIGN KEY (proposed_by) REFERENCES agora.principal (principal_id),
    CONSTRAINT pipeline_release_status_ck            CHECK (status IN ('proposed', 'approved', 'rejected', 'released', 'superseded', 'rolled_back'))
);
CREATE UNIQUE INDEX pipeline_release_released_uq      ON agora_pipeline.pipeline_release (component) WHERE status = 'released';
CREATE INDEX pipeline_release_generation_run_id_ix ON agora_pipeline.pipeline_release (generation_run_id);
CREATE INDEX pipeline_release_replaced_id_ix       ON agora_pipeline.pipeline_release (replaced_id);
CREATE INDEX pipeline_release_proposed_by_ix       ON agora_pipeline.pipeline_release (proposed_by);
COMMENT ON TABLE  agora_pipeline.pipeline_release                     IS 'Releases of generated components; see component_release.';
COMMENT ON COLUMN agora_pipeline.pipeline_release.pipeline_release_id IS 'Key.';
COMMENT ON COLUMN agora_pipeline.pipeline_release.component           IS 'What is released.';
COMMENT ON COLUMN agora_pipeline.pipeline_release.version             IS 'Its version.';
COMMENT ON COLUMN agora_pipeline.pipeline_release.generation_run_id   IS 'Run that made it; its artefacts are what is released.';
COMMENT ON COLUMN agora_pipeline.pipeline_release.status              IS 'proposed, approved, rejected, released, superseded or rolled_back.';
COMMENT ON COLUMN agora_pipeline.pipeline_release.replaced_id         IS 'Release that it took the place of, which a rollback brings back; NULL = there was none.';
COMMENT ON COLUMN agora_pipeline.pipeline_release.proposed_by         IS 'Who proposed it.';
COMMENT ON COLUMN agora_pipeline.pipeline_release.recorded_at         IS 'When it was proposed.';

CREATE TRIGGER pipeline_release_guard_status
    BEFORE UPDATE OF status ON agora_pipeline.pipeline_release
    FOR EACH ROW WHEN (old.status IS DISTINCT FROM new.status)
    EXECUTE FUNCTION agora.tg_guard_status('pipeline_release');
CREATE TRIGGER pipeline_release_refuse_delete
    BEFORE DELETE ON agora_pipeline.pipeline_release
    FOR EACH ROW EXECUTE FUNCTION agora.tg_refuse_change();
CREATE TRIGGER pipeline_release_refuse_truncate
    BEFORE TRUNCATE ON agora_pipeline.pipeline_release
    FOR EACH STATEMENT EXECUTE FUNCTION agora.tg_refuse_change();

-- Dump release_step: all
CREATE TABLE agora_pipeline.release_step (
    release_step_id      bigint      GENERATED ALWAYS AS IDENTITY,
    pipeline_release_id  bigint      NOT NULL,
    status               text        NOT NULL,
    note                 text,
    principal_id         bigint      NOT NULL,
    recorded_at          timestamptz NOT NULL,
    CONSTRAINT release_step_pk                     PRIMARY KEY (release_step_id),
    CONSTRAINT release_step_pipeline_release_id_fk FOREIGN KEY (pipeline_release_id) REFERENCES agora_pipeline.pipeline_release (pipeline_release_id),
    CONSTRAINT release_step_principal_id_fk        FOREIGN KEY (principal_id) REFERENCES agora.principal (principal_id)
);
CREATE INDEX release_step_pipeline_release_id_ix ON agora_pipeline.release_step (pipeline_release_id);
CREATE INDEX release_step_principal_id_ix        ON agora_pipeline.release_step (principal_id);
COMMENT ON TABLE  agora_pipeline.release_step                     IS 'What became of releases, step by step, append-only; see release_history.';
COMMENT ON COLUMN agora_pipeline.release_step.release_step_id     IS 'Key; later steps have greater ones.';
COMMENT ON COLUMN agora_pipeline.release_step.pipeline_release_id IS 'Release.';
COMMENT ON COLUMN agora_pipeline.release_step.status              IS 'State that it came to.';
COMMENT ON COLUMN agora_pipeline.release_step.note                IS 'Why.';
COMMENT ON COLUMN agora_pipeline.release_step.principal_id        IS 'Who did it.';
COMMENT ON COLUMN agora_pipeline.release_step.recorded_at         IS 'When.';

CREATE TRIGGER release_step_refuse_change
    BEFORE UPDATE OR DELETE ON agora_pipeline.release_step
    FOR EACH ROW EXECUTE FUNCTION agora.tg_refuse_change();
CREATE TRIGGER release_step_refuse_truncate
    BEFORE TRUNCATE ON agora_pipeline.release_step
    FOR EACH STATEMENT EXECUTE FUNCTION agora.tg_refuse_change();
