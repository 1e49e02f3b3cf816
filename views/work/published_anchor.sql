-- Anchors, to be kept elsewhere: nothing in them is private, so every reader may keep them.
CREATE OR REPLACE VIEW agora_work.published_anchor WITH (security_barrier) AS
SELECT a.anchor_id,
       a.version,
       a.seal_id,
       encode(a.seal_hash, 'hex') AS seal_hash,
       a.streams,
       encode(a.root, 'hex') AS root,
       encode(a.previous_hash, 'hex') AS previous_hash,
       a.anchored_at,
       encode(a.hash, 'hex') AS hash
  FROM agora_work.witness_anchor AS a;

COMMENT ON VIEW agora_work.published_anchor IS 'Anchors of the witness with the seal of the ledger that they follow; root and hashes in hexadecimal.';
GRANT SELECT ON agora_work.published_anchor TO agora_reader;
