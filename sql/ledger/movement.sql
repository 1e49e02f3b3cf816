-- What a transaction moves besides its own row: its second movement and further ones; append-only, of the same shape and as surely
-- balanced. The transaction says how many movements it has, and tg_movement_belongs refuses any other: so none is ever extended.
-- The foreign key has them restored after what they belong to.
-- Dump: all
CREATE TABLE agora_ledger.movement (
    transaction_id   bigint                             NOT NULL,
    line             smallint                           NOT NULL,
    from_account_id  bigint                             NOT NULL,
    to_account_id    bigint                             NOT NULL,
    amount           agora_ledger.positive_micro_tokens NOT NULL,
    from_balance     bigint,
    to_balance       bigint,
    CONSTRAINT movement_pk                PRIMARY KEY (transaction_id, line),
    CONSTRAINT movement_transaction_id_fk FOREIGN KEY (transaction_id) REFERENCES agora_ledger.transaction (transaction_id)
);
CREATE INDEX movement_from_account_id_ix ON agora_ledger.movement (from_account_id, transaction_id);
CREATE INDEX movement_to_account_id_ix ON agora_ledger.movement (to_account_id, transaction_id);
COMMENT ON TABLE  agora_ledger.movement                 IS 'Further movements of transactions between more than two accounts, append-only; read statement.';
COMMENT ON COLUMN agora_ledger.movement.transaction_id  IS 'Transaction.';
COMMENT ON COLUMN agora_ledger.movement.line            IS 'Number within the transaction, from 2; the first is the transaction itself.';
COMMENT ON COLUMN agora_ledger.movement.from_account_id IS 'Account that pays.';
COMMENT ON COLUMN agora_ledger.movement.to_account_id   IS 'Account that is paid.';
COMMENT ON COLUMN agora_ledger.movement.amount          IS 'Micro-tokens that move.';
COMMENT ON COLUMN agora_ledger.movement.from_balance    IS 'Balance of the paying account afterwards, in micro-tokens; NULL for a system account.';
COMMENT ON COLUMN agora_ledger.movement.to_balance      IS 'Balance of the paid account afterwards, in micro-tokens; NULL for a system account.';

CREATE TRIGGER movement_refuse_change
    BEFORE UPDATE OR DELETE ON agora_ledger.movement
    FOR EACH ROW EXECUTE FUNCTION agora.tg_refuse_change();
CREATE TRIGGER movement_refuse_truncate
    BEFORE TRUNCATE ON agora_ledger.movement
    FOR EACH STATEMENT EXECUTE FUNCTION agora.tg_refuse_change();
