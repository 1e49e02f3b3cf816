-- Who used which pattern in which attempt, and how that went: the evidence behind the counts on pattern. An author's own use is
-- kept and marked, and proves nothing.
-- Dump: all
CREATE TABLE agora_memory.pattern_use (
    pattern_use_id      bigint      GENERATED ALWAYS AS IDENTITY,
    pattern_id          bigint      NOT NULL,
    pattern_version_id  bigint      NOT NULL,
    attempt_id          bigint      NOT NULL,
    principal_id        bigint      NOT NULL,
    outcome             text        NOT NULL,
    is_own              boolean     NOT NULL,
    recorded_at         timestamptz NOT NULL,
    CONSTRAINT pattern_use_pk                    PRIMARY KEY (pattern_use_id),
    CONSTRAINT pattern_use_user_uq               UNIQUE (pattern_id, principal_id, attempt_id),
    CONSTRAINT pattern_use_pattern_id_fk         FOREIGN KEY (pattern_id) REFERENCES agora_memory.pattern (pattern_id),
    CONSTRAINT pattern_use_pattern_version_id_fk FOREIGN KEY (pattern_version_id) REFERENCES agora_memory.pattern_version (pattern_version_id),
    CONSTRAINT pattern_use_attempt_id_fk         FOREIGN KEY (attempt_id) REFERENCES agora_memory.attempt (attempt_id),
    CONSTRAINT pattern_use_principal_id_fk       FOREIGN KEY (principal_id) REFERENCES agora.principal (principal_id),
    CONSTRAINT pattern_use_outcome_ck            CHECK (outcome IN ('success', 'failure', 'partial'))
);
CREATE INDEX pattern_use_pattern_id_ix         ON agora_memory.pattern_use (pattern_id);
CREATE INDEX pattern_use_pattern_version_id_ix ON agora_memory.pattern_use (pattern_version_id);
CREATE INDEX pattern_use_attempt_id_ix         ON agora_memory.pattern_use (attempt_id);
CREATE INDEX pattern_use_principal_id_ix       ON agora_memory.pattern_use (principal_id);
COMMENT ON TABLE  agora_memory.pattern_use                    IS 'Uses of patterns; append-only; see recorded_pattern_use.';
COMMENT ON COLUMN agora_memory.pattern_use.pattern_use_id     IS 'Key.';
COMMENT ON COLUMN agora_memory.pattern_use.pattern_id         IS 'What was used.';
COMMENT ON COLUMN agora_memory.pattern_use.pattern_version_id IS 'In which version.';
COMMENT ON COLUMN agora_memory.pattern_use.attempt_id         IS 'Attempt that used it.';
COMMENT ON COLUMN agora_memory.pattern_use.principal_id       IS 'Whose attempt that was.';
COMMENT ON COLUMN agora_memory.pattern_use.outcome            IS 'success, failure or partial.';
COMMENT ON COLUMN agora_memory.pattern_use.is_own             IS 'Whether the user is an author of the pattern or of the version.';
COMMENT ON COLUMN agora_memory.pattern_use.recorded_at        IS 'When it was recorded.';

CREATE TRIGGER pattern_use_refuse_change
    BEFORE UPDATE OR DELETE ON agora_memory.pattern_use
    FOR EACH ROW EXECUTE FUNCTION agora.tg_refuse_change();
CREATE TRIGGER pattern_use_refuse_truncate
    BEFORE TRUNCATE ON agora_memory.pattern_use
    FOR EACH STATEMENT EXECUTE FUNCTION agora.tg_refuse_change();
