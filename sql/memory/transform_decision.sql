-- Who decided what about a transform, when and why: every change of status, every block. Append-only.
-- Dump: all
CREATE TABLE agora_memory.transform_decision (
    transform_decision_id  bigint      GENERATED ALWAYS AS IDENTITY,
    transform_id           bigint      NOT NULL,
    decision               text        NOT NULL,
    from_status            text        NOT NULL,
    to_status              text        NOT NULL,
    reason                 text        NOT NULL,
    evidence               jsonb       NOT NULL DEFAULT '{}',
    decided_by             bigint      NOT NULL,
    decided_at             timestamptz NOT NULL,
    CONSTRAINT transform_decision_pk              PRIMARY KEY (transform_decision_id),
    CONSTRAINT transform_decision_transform_id_fk FOREIGN KEY (transform_id) REFERENCES agora_memory.transform (transform_id),
    CONSTRAINT transform_decision_decided_by_fk   FOREIGN KEY (decided_by) REFERENCES agora.principal (principal_id),
    CONSTRAINT transform_decision_decision_ck     CHECK (decision IN ('approve', 'reject', 'deprecate', 'block', 'unblock')),
    CONSTRAINT transform_decision_evidence_ck     CHECK (jsonb_typeof(evidence) = 'object')
);
CREATE INDEX transform_decision_transform_id_ix ON agora_memory.transform_decision (transform_id);
CREATE INDEX transform_decision_decided_by_ix   ON agora_memory.transform_decision (decided_by);
COMMENT ON TABLE  agora_memory.transform_decision                       IS 'Decisions about transforms; see transform_history.';
COMMENT ON COLUMN agora_memory.transform_decision.transform_decision_id IS 'Key.';
COMMENT ON COLUMN agora_memory.transform_decision.transform_id          IS 'Transform.';
COMMENT ON COLUMN agora_memory.transform_decision.decision              IS 'approve, reject, deprecate, block or unblock.';
COMMENT ON COLUMN agora_memory.transform_decision.from_status           IS 'Status before.';
COMMENT ON COLUMN agora_memory.transform_decision.to_status             IS 'Status after; a block leaves it.';
COMMENT ON COLUMN agora_memory.transform_decision.reason                IS 'Why.';
COMMENT ON COLUMN agora_memory.transform_decision.evidence              IS 'What the policy saw, where it decided; a JSON object.';
COMMENT ON COLUMN agora_memory.transform_decision.decided_by            IS 'Who; the system where the policy decided.';
COMMENT ON COLUMN agora_memory.transform_decision.decided_at            IS 'When.';

CREATE TRIGGER transform_decision_refuse_change
    BEFORE UPDATE OR DELETE ON agora_memory.transform_decision
    FOR EACH ROW EXECUTE FUNCTION agora.tg_refuse_change();
CREATE TRIGGER transform_decision_refuse_truncate
    BEFORE TRUNCATE ON agora_memory.transform_decision
    FOR EACH STATEMENT EXECUTE FUNCTION agora.tg_refuse_change();
