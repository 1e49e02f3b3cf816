-- What runs made. Content is named by the SHA-256 of its bytes and kept once, however many runs made it. It is not a snapshot of the memory
-- domain: that is a JSON object named by its canonical text and gone with the last attempt that had it; this is a file, verbatim, which
-- anybody can name by the hash that sha256sum prints, and which stays as long as the run and its releases do.
-- Dump artefact_content: all
CREATE TABLE agora_pipeline.artefact_content (
    hash         agora.sha256 NOT NULL,
    content      text         NOT NULL,
    recorded_at  timestamptz  NOT NULL,
    CONSTRAINT artefact_content_pk      PRIMARY KEY (hash),
    CONSTRAINT artefact_content_hash_ck CHECK (hash = encode(sha256(convert_to(content, 'UTF8')), 'hex'))
);
COMMENT ON TABLE  agora_pipeline.artefact_content             IS 'Contents of artefacts, each once.';
COMMENT ON COLUMN agora_pipeline.artefact_content.hash        IS 'SHA-256 of its UTF-8 bytes.';
COMMENT ON COLUMN agora_pipeline.artefact_content.content     IS 'The content, verbatim.';
COMMENT ON COLUMN agora_pipeline.artefact_content.recorded_at IS 'When it was first recorded.';

CREATE TRIGGER artefact_content_refuse_change
    BEFORE UPDATE OR DELETE ON agora_pipeline.artefact_content
    FOR EACH ROW EXECUTE FUNCTION agora.tg_refuse_change();
CREATE TRIGGER artefact_content_refuse_truncate
    BEFORE TRUNCATE ON agora_pipeline.artefact_content
    FOR EACH STATEMENT EXECUTE FUNCTION agora.tg_refuse_change();

-- Dump artefact: all
CREATE TABLE agora_pipeline.artefact (
    artefact_id        bigint       GENERATED ALWAYS AS IDENTITY,
    generation_run_id  bigint       NOT NULL,
    path               text         NOT NULL,
    kind               text         NOT NULL,
    hash               agora.sha256 NOT NULL,
    has_content        boolean      NOT NULL,
    stage              text,
    template_version   text,
    validation         text         NOT NULL DEFAULT 'unchecked',
    quality            agora.score,
    meta               jsonb        NOT NULL,
    recorded_at        timestamptz  NOT NULL,
    CONSTRAINT artefact_pk                   PRIMARY KEY (artefact_id),
    CONSTRAINT artefact_content_uq           UNIQUE (generation_run_id, path, hash),
    CONSTRAINT artefact_generation_run_id_fk FOREIGN KEY (generation_run_id) REFERENCES agora_pipeline.generation_run (generation_run_id),
    CONSTRAINT artefact_stage_fk             FOREIGN KEY (stage) REFERENCES agora_pipeline.pipeline_stage (stage),
    CONSTRAINT artefact_validation_ck        CHECK (validation IN ('unchecked', 'valid', 'invalid'))
);
CREATE INDEX artefact_stage_ix ON agora_pipeline.artefact (stage);
CREATE INDEX artefact_hash_ix  ON agora_pipeline.artefact (hash);
COMMENT ON TABLE  agora_pipeline.artefact                   IS 'What generation runs made; see recorded_artefact.';
COMMENT ON COLUMN agora_pipeline.artefact.artefact_id       IS 'Key.';
COMMENT ON COLUMN agora_pipeline.artefact.generation_run_id IS 'Run.';
COMMENT ON COLUMN agora_pipeline.artefact.path              IS 'Where it belongs.';
COMMENT ON COLUMN agora_pipeline.artefact.kind              IS 'What it is, in the caller''s words: code, contract, test.';
COMMENT ON COLUMN agora_pipeline.artefact.hash              IS 'SHA-256 of its content.';
COMMENT ON COLUMN agora_pipeline.artefact.has_content       IS 'Whether its content was given, and kept; whoever only names a hash does not see what others keep under it.';
COMMENT ON COLUMN agora_pipeline.artefact.stage             IS 'Stage that made it.';
COMMENT ON COLUMN agora_pipeline.artefact.template_version  IS 'Version of the template that it was made from.';
COMMENT ON COLUMN agora_pipeline.artefact.validation        IS 'unchecked, valid or invalid.';
COMMENT ON COLUMN agora_pipeline.artefact.quality           IS 'Quality 0..1, as the caller judged it.';
COMMENT ON COLUMN agora_pipeline.artefact.meta              IS 'Anything else; a JSON object without secrets.';
COMMENT ON COLUMN agora_pipeline.artefact.recorded_at       IS 'When it was recorded.';

CREATE TRIGGER artefact_refuse_delete
    BEFORE DELETE ON agora_pipeline.artefact
    FOR EACH ROW EXECUTE FUNCTION agora.tg_refuse_change();
CREATE TRIGGER artefact_refuse_truncate
    BEFORE TRUNCATE ON agora_pipeline.artefact
    FOR EACH STATEMENT EXECUTE FUNCTION agora.tg_refuse_change();
