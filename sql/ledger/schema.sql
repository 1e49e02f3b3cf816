-- Schema of the ledger domain.
CREATE SCHEMA agora_ledger AUTHORIZATION agora_owner;
COMMENT ON SCHEMA agora_ledger IS 'agora ledger: accounts, double-entry transactions, balances.';
GRANT USAGE ON SCHEMA agora_ledger TO agora_reader, agora_service, agora_operator;
