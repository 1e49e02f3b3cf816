-- How far each wallet has decayed: what it should hold at the end of a day, unrounded. Decay is computed from here and from the
-- lines since, so it does not matter how often, or how late, anybody runs it.
-- Dump: all
CREATE TABLE agora_reward.decayed_balance (
    account_id      bigint  NOT NULL,
    decayed_to      date    NOT NULL,
    balance         numeric NOT NULL,
    transaction_id  bigint  NOT NULL,
    CONSTRAINT decayed_balance_pk            PRIMARY KEY (account_id),
    CONSTRAINT decayed_balance_account_id_fk FOREIGN KEY (account_id) REFERENCES agora_ledger.account (account_id),
    CONSTRAINT decayed_balance_balance_ck    CHECK (balance >= 0 AND scale(balance) <= 24)
) WITH (fillfactor = 80);
COMMENT ON TABLE  agora_reward.decayed_balance                IS 'State of decay per wallet; what was taken is in account_audit.';
COMMENT ON COLUMN agora_reward.decayed_balance.account_id     IS 'Wallet.';
COMMENT ON COLUMN agora_reward.decayed_balance.decayed_to     IS 'Last day (UTC) that was computed.';
COMMENT ON COLUMN agora_reward.decayed_balance.balance        IS 'Tokens that it should hold at the end of that day, to 24 decimals.';
COMMENT ON COLUMN agora_reward.decayed_balance.transaction_id IS 'Last transaction on it that is in this balance; 0 = none yet.';
