-- Sum of a system account's entries up to a horizon; the entries behind it complete the balance, exactly, at any time.
-- The row lock also lets one debit of a limited system account be checked at a time.
-- Dump: all
CREATE TABLE agora_ledger.account_subtotal (
    account_id         bigint  NOT NULL,
    up_to_transaction  bigint  NOT NULL DEFAULT 0,
    balance            numeric NOT NULL DEFAULT 0,
    CONSTRAINT account_subtotal_pk            PRIMARY KEY (account_id),
    CONSTRAINT account_subtotal_account_id_fk FOREIGN KEY (account_id) REFERENCES agora_ledger.account (account_id)
);
COMMENT ON TABLE  agora_ledger.account_subtotal                   IS 'Sealed subtotal per system account.';
COMMENT ON COLUMN agora_ledger.account_subtotal.account_id        IS 'System account.';
COMMENT ON COLUMN agora_ledger.account_subtotal.up_to_transaction IS 'Last transaction that is in the subtotal; a horizon.';
COMMENT ON COLUMN agora_ledger.account_subtotal.balance           IS 'Sum of the entries up to it, in micro-tokens.';
