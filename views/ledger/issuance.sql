-- What made tokens, by day and reason: minting alone, never a payment. Reasons as in token_flow().
CREATE OR REPLACE VIEW agora_ledger.issuance WITH (security_barrier) AS
SELECT f.day, f.kind, f.reason, f.transactions, f.minted
  FROM agora_ledger.token_flow() AS f
 WHERE f.minted <> 0;

COMMENT ON VIEW agora_ledger.issuance IS 'Tokens minted by day (UTC), kind and reason, less what reversals unmade; the reason for services and operators.';
COMMENT ON COLUMN agora_ledger.issuance.minted IS 'Tokens made; below 0 where a reversal unmade more.';
GRANT SELECT ON agora_ledger.issuance TO agora_reader;
