-- Who reused which golden state in which attempt, and how that went: the evidence behind the counts on golden_state.
-- Dump: all
CREATE TABLE agora_memory.golden_reuse (
    golden_reuse_id  bigint      GENERATED ALWAYS AS IDENTITY,
    golden_state_id  bigint      NOT NULL,
    attempt_id       bigint      NOT NULL,
    principal_id     bigint      NOT NULL,
    outcome          text        NOT NULL,
    recorded_at      timestamptz NOT NULL,
    CONSTRAINT golden_reuse_pk                 PRIMARY KEY (golden_reuse_id),
    CONSTRAINT golden_reuse_attempt_uq         UNIQUE (golden_state_id, attempt_id),
    CONSTRAINT golden_reuse_golden_state_id_fk FOREIGN KEY (golden_state_id) REFERENCES agora_memory.golden_state (golden_state_id),
    CONSTRAINT golden_reuse_attempt_id_fk      FOREIGN KEY (attempt_id) REFERENCES agora_memory.attempt (attempt_id),
    CONSTRAINT golden_reuse_principal_id_fk    FOREIGN KEY (principal_id) REFERENCES agora.principal (principal_id),
    CONSTRAINT golden_reuse_outcome_ck         CHECK (outcome IN ('success', 'failure', 'partial'))
);
CREATE INDEX golden_reuse_golden_state_id_ix ON agora_memory.golden_reuse (golden_state_id);
CREATE INDEX golden_reuse_attempt_id_ix      ON agora_memory.golden_reuse (attempt_id);
CREATE INDEX golden_reuse_principal_id_ix    ON agora_memory.golden_reuse (principal_id);
COMMENT ON TABLE  agora_memory.golden_reuse                 IS 'Reuses of golden states by others than their author and nominator; append-only; see recorded_golden_reuse.';
COMMENT ON COLUMN agora_memory.golden_reuse.golden_reuse_id IS 'Key.';
COMMENT ON COLUMN agora_memory.golden_reuse.golden_state_id IS 'What was reused.';
COMMENT ON COLUMN agora_memory.golden_reuse.attempt_id      IS 'Attempt that reused it.';
COMMENT ON COLUMN agora_memory.golden_reuse.principal_id    IS 'Whose attempt that was.';
COMMENT ON COLUMN agora_memory.golden_reuse.outcome         IS 'success, failure or partial.';
COMMENT ON COLUMN agora_memory.golden_reuse.recorded_at     IS 'When it was recorded.';

CREATE TRIGGER golden_reuse_refuse_change
    BEFORE UPDATE OR DELETE ON agora_memory.golden_reuse
    FOR EACH ROW EXECUTE FUNCTION agora.tg_refuse_change();
CREATE TRIGGER golden_reuse_refuse_truncate
    BEFORE TRUNCATE ON agora_memory.golden_reuse
    FOR EACH STATEMENT EXECUTE FUNCTION agora.tg_refuse_change();
