-- Which transaction was taken back by which; append-only. The key lets a transaction be reversed once. A table of its own, so
-- that the transactions that are never reversed, nearly all, carry nothing for it.
-- Dump: all
CREATE TABLE agora_ledger.reversal (
    reversed_id     bigint NOT NULL,
    transaction_id  bigint NOT NULL,
    CONSTRAINT reversal_pk                PRIMARY KEY (reversed_id),
    CONSTRAINT reversal_transaction_id_uq UNIQUE (transaction_id),
    CONSTRAINT reversal_reversed_id_fk    FOREIGN KEY (reversed_id) REFERENCES agora_ledger.transaction (transaction_id),
    CONSTRAINT reversal_transaction_id_fk FOREIGN KEY (transaction_id) REFERENCES agora_ledger.transaction (transaction_id),
    CONSTRAINT reversal_order_ck          CHECK (transaction_id > reversed_id)
);
COMMENT ON TABLE  agora_ledger.reversal                IS 'Reversals; write with reverse(), read the meta of the statement.';
COMMENT ON COLUMN agora_ledger.reversal.reversed_id    IS 'What was reversed.';
COMMENT ON COLUMN agora_ledger.reversal.transaction_id IS 'The transaction that did it.';

CREATE TRIGGER reversal_refuse_change
    BEFORE UPDATE OR DELETE ON agora_ledger.reversal
    FOR EACH ROW EXECUTE FUNCTION agora.tg_refuse_change();
CREATE TRIGGER reversal_refuse_truncate
    BEFORE TRUNCATE ON agora_ledger.reversal
    FOR EACH STATEMENT EXECUTE FUNCTION agora.tg_refuse_change();
