-- Stake that was taken for a violation, and from where: append-only. What was asked for and could not be taken is on record,
-- too, and so is a slash that found nothing.
-- Dump: all
CREATE TABLE agora_ledger.slash (
    slash_id         bigint      GENERATED ALWAYS AS IDENTITY,
    principal_id     bigint      NOT NULL,
    requested        bigint      NOT NULL,
    from_stake       bigint      NOT NULL,
    from_unbonding   bigint      NOT NULL,
    transaction_id   bigint,
    created_by       bigint      NOT NULL,
    recorded_at      timestamptz NOT NULL,
    correlation_id   uuid,
    reason           text        NOT NULL,
    evidence         jsonb       NOT NULL,
    split            jsonb       NOT NULL,
    idempotency_key  text        NOT NULL,
    CONSTRAINT slash_pk                PRIMARY KEY (slash_id),
    CONSTRAINT slash_principal_id_fk   FOREIGN KEY (principal_id) REFERENCES agora.principal (principal_id),
    CONSTRAINT slash_created_by_fk     FOREIGN KEY (created_by) REFERENCES agora.principal (principal_id),
    CONSTRAINT slash_transaction_id_fk FOREIGN KEY (transaction_id) REFERENCES agora_ledger.transaction (transaction_id),
    CONSTRAINT slash_transaction_id_uq UNIQUE (transaction_id),
    CONSTRAINT slash_key_uq            UNIQUE (created_by, idempotency_key),
    CONSTRAINT slash_parts_ck          CHECK (from_stake >= 0 AND from_unbonding >= 0 AND from_stake + from_unbonding <= requested),
    CONSTRAINT slash_transaction_ck    CHECK ((from_stake + from_unbonding > 0) = (transaction_id IS NOT NULL)),
    CONSTRAINT slash_split_ck          CHECK (jsonb_typeof(split) = 'array'),
    CONSTRAINT slash_evidence_ck       CHECK (jsonb_typeof(evidence) = 'object')
);
CREATE INDEX slash_principal_id_ix ON agora_ledger.slash (principal_id);
COMMENT ON TABLE  agora_ledger.slash                 IS 'Slashes; read recorded_slash, write with slash().';
COMMENT ON COLUMN agora_ledger.slash.slash_id        IS 'Key.';
COMMENT ON COLUMN agora_ledger.slash.principal_id    IS 'Whose stake it was.';
COMMENT ON COLUMN agora_ledger.slash.requested       IS 'Micro-tokens that should have been taken.';
COMMENT ON COLUMN agora_ledger.slash.from_stake      IS 'Micro-tokens taken from the stake.';
COMMENT ON COLUMN agora_ledger.slash.from_unbonding  IS 'Micro-tokens taken from stake on its way back.';
COMMENT ON COLUMN agora_ledger.slash.transaction_id  IS 'Transaction that took and split it; NULL = there was nothing to take.';
COMMENT ON COLUMN agora_ledger.slash.created_by      IS 'Who slashed.';
COMMENT ON COLUMN agora_ledger.slash.recorded_at     IS 'When.';
COMMENT ON COLUMN agora_ledger.slash.correlation_id  IS 'The caller''s correlation, if any.';
COMMENT ON COLUMN agora_ledger.slash.reason          IS 'For what.';
COMMENT ON COLUMN agora_ledger.slash.evidence        IS 'What proves it; a JSON object.';
COMMENT ON COLUMN agora_ledger.slash.split           IS 'Who was to get which share, as the caller said.';
COMMENT ON COLUMN agora_ledger.slash.idempotency_key IS 'The caller''s key, unique per actor.';

CREATE TRIGGER slash_refuse_change
    BEFORE UPDATE OR DELETE ON agora_ledger.slash
    FOR EACH ROW EXECUTE FUNCTION agora.tg_refuse_change();
CREATE TRIGGER slash_refuse_truncate
    BEFORE TRUNCATE ON agora_ledger.slash
    FOR EACH STATEMENT EXECUTE FUNCTION agora.tg_refuse_change();
