-- What a verifier found when it ran a transform somewhere else: nothing runs submitted code in the server. Append-only; the
-- latest verdict counts.
-- Dump: all
CREATE TABLE agora_memory.transform_verification (
    transform_verification_id  bigint      GENERATED ALWAYS AS IDENTITY,
    transform_id               bigint      NOT NULL,
    verifier_id                bigint      NOT NULL,
    verdict                    text        NOT NULL,
    environment                jsonb       NOT NULL,
    job                        text,
    detail                     text,
    recorded_at                timestamptz NOT NULL,
    CONSTRAINT transform_verification_pk              PRIMARY KEY (transform_verification_id),
    CONSTRAINT transform_verification_job_uq          UNIQUE (transform_id, verifier_id, job),
    CONSTRAINT transform_verification_transform_id_fk FOREIGN KEY (transform_id) REFERENCES agora_memory.transform (transform_id),
    CONSTRAINT transform_verification_verifier_id_fk  FOREIGN KEY (verifier_id) REFERENCES agora.principal (principal_id),
    CONSTRAINT transform_verification_verdict_ck      CHECK (verdict IN ('passed', 'failed', 'error')),
    CONSTRAINT transform_verification_environment_ck  CHECK (jsonb_typeof(environment) = 'object')
);
CREATE INDEX transform_verification_verifier_id_ix ON agora_memory.transform_verification (verifier_id);
COMMENT ON TABLE  agora_memory.transform_verification                           IS 'Verdicts on transforms; see verified_transform.';
COMMENT ON COLUMN agora_memory.transform_verification.transform_verification_id IS 'Key.';
COMMENT ON COLUMN agora_memory.transform_verification.transform_id              IS 'Transform.';
COMMENT ON COLUMN agora_memory.transform_verification.verifier_id               IS 'Who ran it; never the contributor.';
COMMENT ON COLUMN agora_memory.transform_verification.verdict                   IS 'passed, failed, or error where it could not be run.';
COMMENT ON COLUMN agora_memory.transform_verification.environment               IS 'Where it ran, such as image, interpreter and limits; a JSON object.';
COMMENT ON COLUMN agora_memory.transform_verification.job                       IS 'The verifier''s own reference of the run.';
COMMENT ON COLUMN agora_memory.transform_verification.detail                    IS 'What was seen.';
COMMENT ON COLUMN agora_memory.transform_verification.recorded_at               IS 'When.';

CREATE TRIGGER transform_verification_refuse_change
    BEFORE UPDATE OR DELETE ON agora_memory.transform_verification
    FOR EACH ROW EXECUTE FUNCTION agora.tg_refuse_change();
CREATE TRIGGER transform_verification_refuse_truncate
    BEFORE TRUNCATE ON agora_memory.transform_verification
    FOR EACH STATEMENT EXECUTE FUNCTION agora.tg_refuse_change();
