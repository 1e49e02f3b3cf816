-- A closed range of transactions under one hash; append-only. Seals follow each other without a gap, and each carries the hash
-- of the one before: whoever keeps the last hash holds all of them. How a transaction is encoded: docs/seals.md.
-- The tree is kept beside it, so that a proof is read and not computed; uncompressed, so that a part of it is read alone.
-- Dump seal: all
CREATE TABLE agora_ledger.seal (
    seal_id            bigint      NOT NULL,
    version            smallint    NOT NULL,
    first_transaction  bigint      NOT NULL,
    last_transaction   bigint      NOT NULL,
    transactions       bigint      NOT NULL,
    root               bytea       NOT NULL,
    previous_hash      bytea       NOT NULL,
    sealed_at          timestamptz NOT NULL,
    hash               bytea       NOT NULL,
    CONSTRAINT seal_pk               PRIMARY KEY (seal_id),
    CONSTRAINT seal_last_uq          UNIQUE (last_transaction),
    CONSTRAINT seal_seal_id_ck       CHECK (seal_id > 0),
    CONSTRAINT seal_version_ck       CHECK (version = 1),
    CONSTRAINT seal_range_ck         CHECK (first_transaction > 0 AND last_transaction >= first_transaction),
    CONSTRAINT seal_transactions_ck  CHECK (transactions > 0)
);
COMMENT ON TABLE  agora_ledger.seal                   IS 'Seals; read published_seal, make with seal_range().';
COMMENT ON COLUMN agora_ledger.seal.seal_id           IS 'Number, from 1 without a gap.';
COMMENT ON COLUMN agora_ledger.seal.version           IS 'Which encoding was hashed.';
COMMENT ON COLUMN agora_ledger.seal.first_transaction IS 'Begin of the range: one after the last of the seal before.';
COMMENT ON COLUMN agora_ledger.seal.last_transaction  IS 'End of the range, included.';
COMMENT ON COLUMN agora_ledger.seal.transactions      IS 'How many transactions are in it; ids that were rolled back are not.';
COMMENT ON COLUMN agora_ledger.seal.root              IS 'Root of their Merkle tree (RFC 6962), SHA-256.';
COMMENT ON COLUMN agora_ledger.seal.previous_hash     IS 'Hash of the seal before; of the first, 32 zero bytes.';
COMMENT ON COLUMN agora_ledger.seal.sealed_at         IS 'When it was made.';
COMMENT ON COLUMN agora_ledger.seal.hash              IS 'SHA-256 over all of the above.';

CREATE TRIGGER seal_refuse_change
    BEFORE UPDATE OR DELETE ON agora_ledger.seal
    FOR EACH ROW EXECUTE FUNCTION agora.tg_refuse_change();
CREATE TRIGGER seal_refuse_truncate
    BEFORE TRUNCATE ON agora_ledger.seal
    FOR EACH STATEMENT EXECUTE FUNCTION agora.tg_refuse_change();

-- Dump seal_tree: all
CREATE TABLE agora_ledger.seal_tree (
    seal_id  bigint NOT NULL,
    nodes    bytea  NOT NULL,
    CONSTRAINT seal_tree_pk         PRIMARY KEY (seal_id),
    CONSTRAINT seal_tree_seal_id_fk FOREIGN KEY (seal_id) REFERENCES agora_ledger.seal (seal_id)
);
ALTER TABLE agora_ledger.seal_tree ALTER COLUMN nodes SET STORAGE EXTERNAL;
COMMENT ON TABLE  agora_ledger.seal_tree         IS 'Merkle trees of the seals.';
COMMENT ON COLUMN agora_ledger.seal_tree.seal_id IS 'Seal.';
COMMENT ON COLUMN agora_ledger.seal_tree.nodes   IS 'Level by level from the leaves to the root, 32 bytes each.';

CREATE TRIGGER seal_tree_refuse_change
    BEFORE UPDATE OR DELETE ON agora_ledger.seal_tree
    FOR EACH ROW EXECUTE FUNCTION agora.tg_refuse_change();
CREATE TRIGGER seal_tree_refuse_truncate
    BEFORE TRUNCATE ON agora_ledger.seal_tree
    FOR EACH STATEMENT EXECUTE FUNCTION agora.tg_refuse_change();
