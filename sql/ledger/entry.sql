-- The lines of a transaction: they sum to zero. Append-only, partitioned by the transaction.
-- One statement writes all lines of a transaction, numbered from 1: tg_entry_complete refuses anything else, and the
-- primary key refuses a second such statement. So no transaction is ever unbalanced or extended.
-- No foreign key: accounts and transactions are never deleted, and the one function that inserts has looked both up; a key
-- would do so again for every line and lock rows that all share. check_invariants() finds a line without either.
-- Restore: rows are loaded into their partitions, past that trigger; loaded through the parent they satisfy it.
-- Dump entry: none
CREATE TABLE agora_ledger.entry (
    transaction_id  bigint   NOT NULL,
    account_id      bigint   NOT NULL,
    amount          bigint   NOT NULL,
    balance_after   bigint,
    line            smallint NOT NULL
) PARTITION BY RANGE (transaction_id);
COMMENT ON TABLE  agora_ledger.entry                IS 'Entries, append-only; read statement.';
COMMENT ON COLUMN agora_ledger.entry.transaction_id IS 'Transaction.';
COMMENT ON COLUMN agora_ledger.entry.account_id     IS 'Account.';
COMMENT ON COLUMN agora_ledger.entry.amount         IS 'Micro-tokens into (above 0) or out of (below 0) the account.';
COMMENT ON COLUMN agora_ledger.entry.balance_after  IS 'Balance of a principal''s account afterwards, in micro-tokens; NULL for a system account.';
COMMENT ON COLUMN agora_ledger.entry.line           IS 'Number within the transaction, from 1.';

CREATE TRIGGER entry_refuse_change
    BEFORE UPDATE OR DELETE ON agora_ledger.entry
    FOR EACH ROW EXECUTE FUNCTION agora.tg_refuse_change();
CREATE TRIGGER entry_refuse_truncate
    BEFORE TRUNCATE ON agora_ledger.entry
    FOR EACH STATEMENT EXECUTE FUNCTION agora.tg_refuse_change();

-- Dump entry_p0: all
CREATE TABLE agora_ledger.entry_p0 PARTITION OF agora_ledger.entry
    FOR VALUES FROM (MINVALUE) TO (10000000);
ALTER TABLE agora_ledger.entry_p0 ADD CONSTRAINT entry_p0_pk PRIMARY KEY (transaction_id, line);
CREATE INDEX entry_p0_account_id_ix ON agora_ledger.entry_p0 (account_id, transaction_id);
CREATE TRIGGER entry_p0_refuse_truncate
    BEFORE TRUNCATE ON agora_ledger.entry_p0
    FOR EACH STATEMENT EXECUTE FUNCTION agora.tg_refuse_change();

-- Dump entry_default: all
CREATE TABLE agora_ledger.entry_default PARTITION OF agora_ledger.entry DEFAULT;
ALTER TABLE agora_ledger.entry_default ADD CONSTRAINT entry_default_pk PRIMARY KEY (transaction_id, line);
CREATE INDEX entry_default_account_id_ix ON agora_ledger.entry_default (account_id, transaction_id);
CREATE TRIGGER entry_default_refuse_truncate
    BEFORE TRUNCATE ON agora_ledger.entry_default
    FOR EACH STATEMENT EXECUTE FUNCTION agora.tg_refuse_change();
