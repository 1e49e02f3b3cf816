-- The balance of every principal's account, changed under its row lock by the one function that posts. The row is a summary:
-- entries are the truth, and a probe proves that both agree.
-- Dump: all
CREATE TABLE agora_ledger.account_balance (
    account_id      bigint NOT NULL,
    principal_id    bigint NOT NULL,
    balance         bigint NOT NULL DEFAULT 0,
    transaction_id  bigint,
    CONSTRAINT account_balance_pk            PRIMARY KEY (account_id),
    CONSTRAINT account_balance_account_id_fk FOREIGN KEY (account_id) REFERENCES agora_ledger.account (account_id),
    CONSTRAINT account_balance_balance_ck    CHECK (balance >= 0)
) WITH (fillfactor = 70);
COMMENT ON TABLE  agora_ledger.account_balance                IS 'Balance per account of a principal; system accounts have no row.';
COMMENT ON COLUMN agora_ledger.account_balance.account_id     IS 'Account.';
COMMENT ON COLUMN agora_ledger.account_balance.principal_id   IS 'Owner, as in account; here so that a posting reads nothing else.';
COMMENT ON COLUMN agora_ledger.account_balance.balance        IS 'Micro-tokens (0.000001 token), 0 to 1e18; the upper end is kept by _transfer().';
COMMENT ON COLUMN agora_ledger.account_balance.transaction_id IS 'Last transaction that changed it; NULL = none yet.';
