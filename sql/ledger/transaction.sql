-- What was posted, by whom and why; append-only. The caller's key is unique on the fact itself, so a repeated call finds it.
-- The id is drawn only after the writer has its xid: whoever reads the sequence and then takes an xid knows that every
-- transaction up to that id has an older xid. The horizon rests on this.
-- No CHECK here nor on entry: every INSERT would parse it anew, and the one function that inserts has checked. No foreign key
-- on created_by: a principal is never deleted, and rewards of all share one; check_invariants() looks.
-- A statement that writes a header writes its lines: tg_transaction_balance. Restored headers come before their lines, so it
-- looks only at rows recorded at the statement's own agora.now().
-- Dump: all
CREATE SEQUENCE agora_ledger.transaction_id_seq AS bigint;

CREATE TABLE agora_ledger.transaction (
    transaction_id   bigint      NOT NULL DEFAULT CASE WHEN pg_current_xact_id() IS NOT NULL
                                                       THEN nextval('agora_ledger.transaction_id_seq') END,
    created_by       bigint      NOT NULL,
    recorded_at      timestamptz NOT NULL,
    correlation_id   uuid,
    kind             text        NOT NULL,
    reason           text        NOT NULL,
    idempotency_key  text        NOT NULL,
    meta             jsonb       NOT NULL DEFAULT '{}',
    CONSTRAINT transaction_pk     PRIMARY KEY (transaction_id),
    CONSTRAINT transaction_key_uq UNIQUE (created_by, idempotency_key)
);
ALTER SEQUENCE agora_ledger.transaction_id_seq OWNED BY agora_ledger.transaction.transaction_id;
COMMENT ON TABLE  agora_ledger.transaction                 IS 'Transactions, append-only; read statement, write with transfer(), mint() or burn().';
COMMENT ON COLUMN agora_ledger.transaction.transaction_id  IS 'Key; per account of a principal also the order of posting.';
COMMENT ON COLUMN agora_ledger.transaction.created_by      IS 'Who acted.';
COMMENT ON COLUMN agora_ledger.transaction.recorded_at     IS 'When.';
COMMENT ON COLUMN agora_ledger.transaction.correlation_id  IS 'The caller''s correlation, if any.';
COMMENT ON COLUMN agora_ledger.transaction.kind            IS 'What happened: transfer, mint, burn or a kind of another domain.';
COMMENT ON COLUMN agora_ledger.transaction.reason          IS 'Why.';
COMMENT ON COLUMN agora_ledger.transaction.idempotency_key IS 'The caller''s key, unique per actor.';
COMMENT ON COLUMN agora_ledger.transaction.meta            IS 'Further facts; a JSON object.';

CREATE TRIGGER transaction_refuse_change
    BEFORE UPDATE OR DELETE ON agora_ledger.transaction
    FOR EACH ROW EXECUTE FUNCTION agora.tg_refuse_change();
CREATE TRIGGER transaction_refuse_truncate
    BEFORE TRUNCATE ON agora_ledger.transaction
    FOR EACH STATEMENT EXECUTE FUNCTION agora.tg_refuse_change();
