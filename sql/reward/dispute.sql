-- Transactions that somebody says are wrong, what was said about them, and how it was decided. Upheld, the transaction is reversed;
-- where the money was spent, reversal_id is NULL and it is owed. One dispute is open per transaction, and nobody opens a second one.
-- Dump dispute: all
CREATE TABLE agora_reward.dispute (
    dispute_id      bigint      GENERATED ALWAYS AS IDENTITY,
    transaction_id  bigint      NOT NULL,
    reason          text        NOT NULL,
    status          text        NOT NULL DEFAULT 'open',
    reversal_id     bigint,
    notes           text,
    opened_by       bigint      NOT NULL,
    opened_at       timestamptz NOT NULL,
    decided_by      bigint,
    decided_at      timestamptz,
    CONSTRAINT dispute_pk                PRIMARY KEY (dispute_id),
    CONSTRAINT dispute_opened_by_uq      UNIQUE (transaction_id, opened_by),
    CONSTRAINT dispute_transaction_id_fk FOREIGN KEY (transaction_id) REFERENCES agora_ledger.transaction (transaction_id),
    CONSTRAINT dispute_reversal_id_fk    FOREIGN KEY (reversal_id) REFERENCES agora_ledger.transaction (transaction_id),
    CONSTRAINT dispute_opened_by_fk      FOREIGN KEY (opened_by) REFERENCES agora.principal (principal_id),
    CONSTRAINT dispute_decided_by_fk     FOREIGN KEY (decided_by) REFERENCES agora.principal (principal_id),
    CONSTRAINT dispute_status_ck         CHECK (status IN ('open', 'evidence', 'upheld', 'rejected')),
    CONSTRAINT dispute_decided_ck        CHECK ((status IN ('upheld', 'rejected')) = (decided_at IS NOT NULL) AND (decided_by IS NULL) = (decided_at IS NULL)),
    CONSTRAINT dispute_reversal_ck       CHECK (status = 'upheld' OR reversal_id IS NULL)
);
CREATE UNIQUE INDEX dispute_open_uq       ON agora_reward.dispute (transaction_id) WHERE decided_at IS NULL;
CREATE INDEX dispute_transaction_id_ix    ON agora_reward.dispute (transaction_id);
CREATE INDEX dispute_reversal_id_ix       ON agora_reward.dispute (reversal_id);
CREATE INDEX dispute_opened_by_ix         ON agora_reward.dispute (opened_by);
CREATE INDEX dispute_decided_by_ix        ON agora_reward.dispute (decided_by);
COMMENT ON TABLE  agora_reward.dispute                IS 'Disputes about transactions; see dispute_case.';
COMMENT ON COLUMN agora_reward.dispute.dispute_id     IS 'Key.';
COMMENT ON COLUMN agora_reward.dispute.transaction_id IS 'What is disputed.';
COMMENT ON COLUMN agora_reward.dispute.reason         IS 'Why, by whoever opened it.';
COMMENT ON COLUMN agora_reward.dispute.status         IS 'open, evidence (somebody gave some), upheld or rejected.';
COMMENT ON COLUMN agora_reward.dispute.reversal_id    IS 'Transaction that took it back; NULL while it is owed, and where nothing was upheld.';
COMMENT ON COLUMN agora_reward.dispute.notes          IS 'Why it was decided so.';
COMMENT ON COLUMN agora_reward.dispute.opened_by      IS 'Who opened it.';
COMMENT ON COLUMN agora_reward.dispute.opened_at      IS 'When; the times for evidence and decision count from here.';
COMMENT ON COLUMN agora_reward.dispute.decided_by     IS 'Who decided; never a party.';
COMMENT ON COLUMN agora_reward.dispute.decided_at     IS 'When.';

CREATE TRIGGER dispute_guard_status
    BEFORE UPDATE OF status ON agora_reward.dispute
    FOR EACH ROW WHEN (old.status IS DISTINCT FROM new.status)
    EXECUTE FUNCTION agora.tg_guard_status('dispute');

-- Dump dispute_evidence: all
CREATE TABLE agora_reward.dispute_evidence (
    dispute_evidence_id  bigint      GENERATED ALWAYS AS IDENTITY,
    dispute_id           bigint      NOT NULL,
    principal_id         bigint      NOT NULL,
    statement            text        NOT NULL,
    subject              jsonb       NOT NULL,
    recorded_at          timestamptz NOT NULL,
    CONSTRAINT dispute_evidence_pk              PRIMARY KEY (dispute_evidence_id),
    CONSTRAINT dispute_evidence_dispute_id_fk   FOREIGN KEY (dispute_id) REFERENCES agora_reward.dispute (dispute_id),
    CONSTRAINT dispute_evidence_principal_id_fk FOREIGN KEY (principal_id) REFERENCES agora.principal (principal_id),
    CONSTRAINT dispute_evidence_subject_ck      CHECK (jsonb_typeof(subject) = 'object')
);
CREATE INDEX dispute_evidence_dispute_id_ix   ON agora_reward.dispute_evidence (dispute_id);
CREATE INDEX dispute_evidence_principal_id_ix ON agora_reward.dispute_evidence (principal_id);
COMMENT ON TABLE  agora_reward.dispute_evidence                     IS 'What was said in disputes; append-only; see dispute_statement.';
COMMENT ON COLUMN agora_reward.dispute_evidence.dispute_evidence_id IS 'Key.';
COMMENT ON COLUMN agora_reward.dispute_evidence.dispute_id          IS 'Dispute.';
COMMENT ON COLUMN agora_reward.dispute_evidence.principal_id        IS 'Who says it.';
COMMENT ON COLUMN agora_reward.dispute_evidence.statement           IS 'What is said.';
COMMENT ON COLUMN agora_reward.dispute_evidence.subject             IS 'What it refers to; a JSON object.';
COMMENT ON COLUMN agora_reward.dispute_evidence.recorded_at         IS 'When.';

CREATE TRIGGER dispute_evidence_refuse_change
    BEFORE UPDATE OR DELETE ON agora_reward.dispute_evidence
    FOR EACH ROW EXECUTE FUNCTION agora.tg_refuse_change();
CREATE TRIGGER dispute_evidence_refuse_truncate
    BEFORE TRUNCATE ON agora_reward.dispute_evidence
    FOR EACH STATEMENT EXECUTE FUNCTION agora.tg_refuse_change();
