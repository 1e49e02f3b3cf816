-- The balance of every principal's account, what of it is held, and whether it is frozen: all that a posting has to know,
-- changed under its row lock. The row is a summary: entries and holds are the truth, and probes prove that they agree. No foreign key
-- of it nor to it: every UPDATE would fetch the row once more to see that the key stays; what belongs to an account refers to account,
-- which is never deleted, and _probe_balances() finds a row without one. One CHECK,
-- on the money, of one comparison: every transfer parses it, twice. That held is not below 0 is its domain's to say.
-- Dump: all
CREATE TABLE agora_ledger.account_balance (
    account_id      bigint                    NOT NULL,
    principal_id    bigint                    NOT NULL,
    balance         bigint                    NOT NULL DEFAULT 0,
    held            agora_ledger.micro_tokens NOT NULL DEFAULT 0,
    frozen_at       timestamptz,
    frozen_reason   text,
    CONSTRAINT account_balance_pk      PRIMARY KEY (account_id),
    CONSTRAINT account_balance_held_ck CHECK (balance >= held)
) WITH (fillfactor = 70);
COMMENT ON TABLE  agora_ledger.account_balance                IS 'Balance per account of a principal; system accounts have no row.';
COMMENT ON COLUMN agora_ledger.account_balance.account_id     IS 'Account.';
COMMENT ON COLUMN agora_ledger.account_balance.principal_id   IS 'Owner, as in account; here so that a posting reads nothing else.';
COMMENT ON COLUMN agora_ledger.account_balance.balance        IS 'Micro-tokens (0.000001 token), 0 to 1e18; the upper end is kept by the functions that post.';
COMMENT ON COLUMN agora_ledger.account_balance.held           IS 'Micro-tokens of it in holds that nobody closed yet; in stake and unbonding accounts also what is bonded.';
COMMENT ON COLUMN agora_ledger.account_balance.frozen_at      IS 'Since when nothing is paid from it; NULL = it is not frozen.';
COMMENT ON COLUMN agora_ledger.account_balance.frozen_reason  IS 'Why it is frozen.';
