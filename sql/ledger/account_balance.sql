-- The balance of every principal's account, what of it is held, and whether it is frozen: all that a posting has to know,
-- changed under its row lock. The row is a summary: entries and holds are the truth, and probes prove that they agree. No foreign key
-- of it nor to it: every UPDATE would fetch the row once more to see that the key stays; what belongs to an account refers to account,
-- which is never deleted, and _probe_balances() finds a row without one. No CHECK: every transfer would parse it, twice. What is
-- in the account is split into what can be spent and what is held, and the domain of both says that neither is below 0.
-- Dump: all
CREATE TABLE agora_ledger.account_balance (
    account_id      bigint                    NOT NULL,
    principal_id    bigint                    NOT NULL,
    available       agora_ledger.micro_tokens NOT NULL DEFAULT 0,
    held            agora_ledger.micro_tokens NOT NULL DEFAULT 0,
    frozen_at       timestamptz,
    frozen_reason   text,
    CONSTRAINT account_balance_pk PRIMARY KEY (account_id)
) WITH (fillfactor = 70);
COMMENT ON TABLE  agora_ledger.account_balance                IS 'Balance per account of a principal; system accounts have no row.';
COMMENT ON COLUMN agora_ledger.account_balance.account_id     IS 'Account.';
COMMENT ON COLUMN agora_ledger.account_balance.principal_id   IS 'Owner, as in account; here so that a posting reads nothing else.';
COMMENT ON COLUMN agora_ledger.account_balance.available      IS 'Micro-tokens (0.000001 token) that can be spent; with those held it is the balance, 0 to 1e18, whose upper end the functions that post keep.';
COMMENT ON COLUMN agora_ledger.account_balance.held           IS 'Micro-tokens in holds that nobody closed yet; in stake and unbonding accounts also what is bonded.';
COMMENT ON COLUMN agora_ledger.account_balance.frozen_at      IS 'Since when nothing is paid from it; NULL = it is not frozen.';
COMMENT ON COLUMN agora_ledger.account_balance.frozen_reason  IS 'Why it is frozen.';
