-- Where tokens are. Ids below 1000 are seeded system accounts; an account is never deleted: entries and balances refer
-- to it.
-- A principal's account has a row in account_balance; a system account has none (a row that everybody changes would make
-- all wait for one), its balance is derived from entries.
-- Dump: WHERE account_id >= 1000
CREATE TABLE agora_ledger.account (
    account_id    bigint      GENERATED ALWAYS AS IDENTITY (START WITH 1000),
    principal_id  bigint,
    kind          text        NOT NULL,
    name          text        NOT NULL,
    created_at    timestamptz NOT NULL,
    CONSTRAINT account_pk              PRIMARY KEY (account_id),
    CONSTRAINT account_principal_id_fk FOREIGN KEY (principal_id) REFERENCES agora.principal (principal_id),
    CONSTRAINT account_kind_ck         CHECK (CASE WHEN principal_id IS NULL
                                                   THEN kind IN ('mint', 'burn', 'treasury', 'reward_pool')
                                                   ELSE kind IN ('wallet', 'escrow', 'stake', 'unbonding') END),
    CONSTRAINT account_name_ck         CHECK (length(name) BETWEEN 1 AND 200)
);
CREATE UNIQUE INDEX account_wallet_uq ON agora_ledger.account (principal_id) WHERE kind = 'wallet';
CREATE UNIQUE INDEX account_bond_uq ON agora_ledger.account (principal_id, kind) WHERE kind IN ('stake', 'unbonding');
CREATE UNIQUE INDEX account_system_uq ON agora_ledger.account (name) WHERE principal_id IS NULL;
CREATE INDEX account_bond_ix ON agora_ledger.account (account_id) WHERE kind IN ('stake', 'unbonding');
CREATE INDEX account_principal_id_ix  ON agora_ledger.account (principal_id);
COMMENT ON TABLE  agora_ledger.account              IS 'Accounts; wallet_of() gives a principal''s wallet.';
COMMENT ON COLUMN agora_ledger.account.account_id   IS 'Key; below 1000 are seeded: 1 mint, 2 burn, 3 treasury, 4 reward_pool.';
COMMENT ON COLUMN agora_ledger.account.principal_id IS 'Owner; NULL = a system account.';
COMMENT ON COLUMN agora_ledger.account.kind         IS 'wallet, escrow, stake or unbonding; of the system: mint, burn, treasury or reward_pool.';
COMMENT ON COLUMN agora_ledger.account.name         IS 'What it is called; unique among system accounts.';
COMMENT ON COLUMN agora_ledger.account.created_at   IS 'When it was opened.';

CREATE TRIGGER account_refuse_delete
    BEFORE DELETE ON agora_ledger.account
    FOR EACH ROW EXECUTE FUNCTION agora.tg_refuse_change();
CREATE TRIGGER account_refuse_truncate
    BEFORE TRUNCATE ON agora_ledger.account
    FOR EACH STATEMENT EXECUTE FUNCTION agora.tg_refuse_change();
