-- What was posted, by whom and why; append-only. The caller's key is unique on the fact itself, so a repeated call finds it.
-- A row is money that moves from an account to another: one amount, above 0, which the one has less and the other more. So a
-- transaction sums to zero by what it is, whoever writes it. What moves between more than two accounts goes on in movement, and
-- the row says up to where; agora_ledger.entry shows both as signed lines.
-- The id is drawn only after the writer has its xid: whoever reads the sequence and then takes an xid knows that every
-- transaction up to that id has an older xid. The horizon rests on this. No CHECK: every INSERT would parse it anew, and a domain says
-- what an amount is. No foreign key: accounts and principals are never deleted, all rewards share one, and check_invariants() looks.
-- Dump: all
CREATE SEQUENCE agora_ledger.transaction_id_seq AS bigint;

CREATE TABLE agora_ledger.transaction (
    transaction_id   bigint                             NOT NULL DEFAULT CASE WHEN pg_current_xact_id() IS NOT NULL
                                                                              THEN nextval('agora_ledger.transaction_id_seq') END,
    created_by       bigint                             NOT NULL,
    recorded_at      timestamptz                        NOT NULL,
    from_account_id  bigint                             NOT NULL,
    to_account_id    bigint                             NOT NULL,
    amount           agora_ledger.positive_micro_tokens NOT NULL,
    from_balance     bigint,
    to_balance       bigint,
    movements        smallint                           NOT NULL DEFAULT 1,
    correlation_id   uuid,
    kind             text                               NOT NULL,
    reason           text                               NOT NULL,
    idempotency_key  text                               NOT NULL,
    meta             jsonb                              NOT NULL DEFAULT '{}',
    CONSTRAINT transaction_pk     PRIMARY KEY (transaction_id),
    CONSTRAINT transaction_key_uq UNIQUE (created_by, idempotency_key)
);
CREATE INDEX transaction_from_account_id_ix ON agora_ledger.transaction (from_account_id, transaction_id);
CREATE INDEX transaction_to_account_id_ix ON agora_ledger.transaction (to_account_id, transaction_id);
ALTER SEQUENCE agora_ledger.transaction_id_seq OWNED BY agora_ledger.transaction.transaction_id;
COMMENT ON TABLE  agora_ledger.transaction                 IS 'Transactions, append-only; read statement, write with transfer(), mint() or burn().';
COMMENT ON COLUMN agora_ledger.transaction.transaction_id  IS 'Key; per account of a principal also the order of posting.';
COMMENT ON COLUMN agora_ledger.transaction.created_by      IS 'Who acted.';
COMMENT ON COLUMN agora_ledger.transaction.recorded_at     IS 'When.';
COMMENT ON COLUMN agora_ledger.transaction.from_account_id IS 'Account that pays; of the first movement, where there are more.';
COMMENT ON COLUMN agora_ledger.transaction.to_account_id   IS 'Account that is paid.';
COMMENT ON COLUMN agora_ledger.transaction.amount          IS 'Micro-tokens that move.';
COMMENT ON COLUMN agora_ledger.transaction.from_balance    IS 'Balance of the paying account afterwards, in micro-tokens; NULL for a system account.';
COMMENT ON COLUMN agora_ledger.transaction.to_balance      IS 'Balance of the paid account afterwards, in micro-tokens; NULL for a system account.';
COMMENT ON COLUMN agora_ledger.transaction.movements       IS 'How many movements it is; those after this one are in movement.';
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
