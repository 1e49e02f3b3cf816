-- Seals, to be kept elsewhere: nothing in them is private, so every reader may keep them.
CREATE OR REPLACE VIEW agora_ledger.published_seal WITH (security_barrier) AS
SELECT s.seal_id,
       s.version,
       s.first_transaction,
       s.last_transaction,
       s.transactions,
       encode(s.root, 'hex') AS root,
       encode(s.previous_hash, 'hex') AS previous_hash,
       s.sealed_at,
       encode(s.hash, 'hex') AS hash
  FROM agora_ledger.seal AS s;

COMMENT ON VIEW agora_ledger.published_seal IS 'Seals with their ranges; root and hashes in hexadecimal.';
GRANT SELECT ON agora_ledger.published_seal TO agora_reader;
