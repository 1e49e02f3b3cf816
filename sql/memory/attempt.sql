-- One try at a task: narrow head that everything refers to, and its texts in a partitioned companion whose retention can
-- end without breaking evidence. A retry names the attempt it answers. Written by start_attempt(), finish_attempt(),
-- record_attempt() and the importer.
-- Dump attempt: all
CREATE TABLE agora_memory.attempt (
    attempt_id          bigint      GENERATED ALWAYS AS IDENTITY,
    principal_id        bigint      NOT NULL,
    correlation_id      uuid        NOT NULL,
    parent_attempt_id   bigint,
    execution_id        uuid,
    request_fingerprint bytea       NOT NULL,
    status              text        NOT NULL DEFAULT 'in_progress',
    category            text,
    project             text,
    model               text,
    approach_key        text,
    error_signature_id  bigint,
    quality             agora.score,
    confidence          agora.score,
    tokens_in           bigint,
    tokens_out          bigint,
    cost_usd            agora.usd,
    started_at          timestamptz NOT NULL,
    finished_at         timestamptz,
    idempotency_key     text,
    argument_hash       bytea,
    finish_key          text,
    finish_hash         bytea,
    is_imported         boolean     NOT NULL DEFAULT false,
    recorded_at         timestamptz NOT NULL,
    CONSTRAINT attempt_pk                    PRIMARY KEY (attempt_id),
    CONSTRAINT attempt_idempotency_key_uq    UNIQUE (principal_id, idempotency_key),
    CONSTRAINT attempt_principal_id_fk       FOREIGN KEY (principal_id) REFERENCES agora.principal (principal_id),
    CONSTRAINT attempt_parent_attempt_id_fk  FOREIGN KEY (parent_attempt_id) REFERENCES agora_memory.attempt (attempt_id),
    CONSTRAINT attempt_category_fk           FOREIGN KEY (category) REFERENCES agora.problem_category (category),
    CONSTRAINT attempt_error_signature_id_fk FOREIGN KEY (error_signature_id) REFERENCES agora_memory.error_signature (error_signature_id),
    CONSTRAINT attempt_status_ck             CHECK (status IN ('in_progress', 'success', 'error', 'timeout', 'cancelled', 'partial')),
    CONSTRAINT attempt_parent_ck             CHECK (parent_attempt_id < attempt_id),
    CONSTRAINT attempt_finished_ck           CHECK ((status = 'in_progress') = (finished_at IS NULL)),
    CONSTRAINT attempt_duration_ck           CHECK (finished_at >= started_at),
    CONSTRAINT attempt_tokens_ck             CHECK (tokens_in >= 0 AND tokens_out >= 0),
    CONSTRAINT attempt_cost_usd_ck           CHECK (cost_usd >= 0)
) WITH (fillfactor = 80);
CREATE INDEX attempt_correlation_id_ix     ON agora_memory.attempt (correlation_id, attempt_id);
CREATE INDEX attempt_parent_attempt_id_ix  ON agora_memory.attempt (parent_attempt_id) WHERE parent_attempt_id IS NOT NULL;
CREATE INDEX attempt_error_signature_id_ix ON agora_memory.attempt (error_signature_id) WHERE error_signature_id IS NOT NULL;
CREATE INDEX attempt_category_ix           ON agora_memory.attempt (category) WHERE category IS NOT NULL;
CREATE INDEX attempt_idempotency_key_ix    ON agora_memory.attempt (idempotency_key) WHERE idempotency_key IS NOT NULL;
CREATE INDEX attempt_execution_id_ix       ON agora_memory.attempt (execution_id) WHERE execution_id IS NOT NULL;
CREATE INDEX attempt_request_fingerprint_ix ON agora_memory.attempt (request_fingerprint, attempt_id);
CREATE INDEX attempt_started_at_ix         ON agora_memory.attempt USING brin (started_at);
COMMENT ON TABLE  agora_memory.attempt                    IS 'Attempts; see recorded_attempt.';
COMMENT ON COLUMN agora_memory.attempt.attempt_id         IS 'Key.';
COMMENT ON COLUMN agora_memory.attempt.principal_id       IS 'Who tried.';
COMMENT ON COLUMN agora_memory.attempt.correlation_id     IS 'Groups the attempts at one task.';
COMMENT ON COLUMN agora_memory.attempt.parent_attempt_id  IS 'Earlier attempt that this one retries.';
COMMENT ON COLUMN agora_memory.attempt.execution_id       IS 'The caller''s own id of this run.';
COMMENT ON COLUMN agora_memory.attempt.request_fingerprint IS 'SHA-256 of the request, blind to case and white space: equal for exact repeats.';
COMMENT ON COLUMN agora_memory.attempt.status             IS 'in_progress, success, error, timeout, cancelled or partial.';
COMMENT ON COLUMN agora_memory.attempt.category           IS 'Problem category.';
COMMENT ON COLUMN agora_memory.attempt.project            IS 'Project it belongs to.';
COMMENT ON COLUMN agora_memory.attempt.model              IS 'Model that did the work.';
COMMENT ON COLUMN agora_memory.attempt.approach_key       IS 'transform:<id> where one was used or made, else text:<SHA-256 of the normalised description>.';
COMMENT ON COLUMN agora_memory.attempt.error_signature_id IS 'Signature of the error it ended with.';
COMMENT ON COLUMN agora_memory.attempt.quality            IS 'Quality of the result as the caller judged it, 0..1.';
COMMENT ON COLUMN agora_memory.attempt.confidence         IS 'Confidence of the one who tried, 0..1.';
COMMENT ON COLUMN agora_memory.attempt.tokens_in          IS 'Model tokens read.';
COMMENT ON COLUMN agora_memory.attempt.tokens_out         IS 'Model tokens written.';
COMMENT ON COLUMN agora_memory.attempt.cost_usd           IS 'Cost in US dollars as the caller knows it.';
COMMENT ON COLUMN agora_memory.attempt.started_at         IS 'When it began.';
COMMENT ON COLUMN agora_memory.attempt.finished_at        IS 'When it ended; NULL while in progress.';
COMMENT ON COLUMN agora_memory.attempt.idempotency_key    IS 'Key of the call that started or recorded it, unique per principal.';
COMMENT ON COLUMN agora_memory.attempt.argument_hash      IS 'SHA-256 of the arguments of that call.';
COMMENT ON COLUMN agora_memory.attempt.finish_key         IS 'Key of the call that finished it.';
COMMENT ON COLUMN agora_memory.attempt.finish_hash        IS 'SHA-256 of the arguments of that call.';
COMMENT ON COLUMN agora_memory.attempt.is_imported        IS 'Whether it came with an import that asked for no rewards: what it shows pays nobody.';
COMMENT ON COLUMN agora_memory.attempt.recorded_at        IS 'When it was written here.';

CREATE TRIGGER attempt_guard_status
    BEFORE UPDATE OF status ON agora_memory.attempt
    FOR EACH ROW WHEN (old.status IS DISTINCT FROM new.status)
    EXECUTE FUNCTION agora.tg_guard_status('attempt');

-- Dump attempt_detail: none
CREATE TABLE agora_memory.attempt_detail (
    attempt_id     bigint NOT NULL,
    request        text   NOT NULL,
    agent_type     text,
    approach       text,
    error_type     text,
    error_message  text,
    error_stack    text,
    code           text,
    language       text,
    tools          text[],
    tool_ms        numeric[],
    meta           jsonb  NOT NULL DEFAULT '{}',
    steps          jsonb  NOT NULL DEFAULT '[]',
    retention      text   NOT NULL DEFAULT 'standard',
    recorded_at    timestamptz NOT NULL,
    CONSTRAINT attempt_detail_retention_ck  CHECK (retention IN ('short', 'standard', 'permanent')),
    CONSTRAINT attempt_detail_tools_ck      CHECK (cardinality(tools) = cardinality(tool_ms)),
    CONSTRAINT attempt_detail_attempt_id_fk FOREIGN KEY (attempt_id) REFERENCES agora_memory.attempt (attempt_id)
) PARTITION BY RANGE (attempt_id);
COMMENT ON TABLE  agora_memory.attempt_detail               IS 'Texts of attempts, partitioned by the attempt''s key.';
COMMENT ON COLUMN agora_memory.attempt_detail.attempt_id    IS 'Attempt.';
COMMENT ON COLUMN agora_memory.attempt_detail.request       IS 'What was asked; secrets are replaced, here and in every other text.';
COMMENT ON COLUMN agora_memory.attempt_detail.agent_type    IS 'Kind of agent, in the caller''s words.';
COMMENT ON COLUMN agora_memory.attempt_detail.approach      IS 'How it was tried, in words.';
COMMENT ON COLUMN agora_memory.attempt_detail.error_type    IS 'Error type as reported.';
COMMENT ON COLUMN agora_memory.attempt_detail.error_message IS 'Error message as reported.';
COMMENT ON COLUMN agora_memory.attempt_detail.error_stack   IS 'Stack trace as reported; its ends where it was longer than memory.stack_limit.';
COMMENT ON COLUMN agora_memory.attempt_detail.code          IS 'Code that was written, verbatim; none where it carried a secret.';
COMMENT ON COLUMN agora_memory.attempt_detail.language      IS 'Language of the code.';
COMMENT ON COLUMN agora_memory.attempt_detail.tools         IS 'Tools used, in order.';
COMMENT ON COLUMN agora_memory.attempt_detail.tool_ms       IS 'How long each of them took, in milliseconds; NULL where that is not known.';
COMMENT ON COLUMN agora_memory.attempt_detail.meta          IS 'Anything else; a JSON object.';
COMMENT ON COLUMN agora_memory.attempt_detail.steps         IS 'What was done when it ended, in order: step, outcome, ms, sqlstate, detail, result; see attempt_step.';
COMMENT ON COLUMN agora_memory.attempt_detail.retention     IS 'How long the texts are kept: short, standard (both in settings) or permanent.';
COMMENT ON COLUMN agora_memory.attempt_detail.recorded_at   IS 'When it was written here; retention counts from then.';

-- Dump attempt_detail_p0: all
CREATE TABLE agora_memory.attempt_detail_p0 PARTITION OF agora_memory.attempt_detail
    FOR VALUES FROM (MINVALUE) TO (2000000);
ALTER TABLE agora_memory.attempt_detail_p0 ADD CONSTRAINT attempt_detail_p0_pk PRIMARY KEY (attempt_id);
CREATE INDEX attempt_detail_p0_retention_ix ON agora_memory.attempt_detail_p0 (retention, recorded_at) WHERE retention <> 'permanent';

-- Dump attempt_detail_default: all
CREATE TABLE agora_memory.attempt_detail_default PARTITION OF agora_memory.attempt_detail DEFAULT;
ALTER TABLE agora_memory.attempt_detail_default ADD CONSTRAINT attempt_detail_default_pk PRIMARY KEY (attempt_id);
CREATE INDEX attempt_detail_default_retention_ix ON agora_memory.attempt_detail_default (retention, recorded_at) WHERE retention <> 'permanent';
