-- The heads of all streams that moved, under one hash, behind the last seal of the ledger; append-only. Anchors follow each
-- other without a gap, and each carries the hash of the one before: whoever keeps the last hash holds all of them.
-- Dump witness_anchor: all
CREATE TABLE agora_work.witness_anchor (
    anchor_id      bigint      NOT NULL,
    version        smallint    NOT NULL,
    seal_id        bigint,
    seal_hash      bytea,
    streams        bigint      NOT NULL,
    root           bytea       NOT NULL,
    previous_hash  bytea       NOT NULL,
    anchored_at    timestamptz NOT NULL,
    hash           bytea       NOT NULL,
    CONSTRAINT witness_anchor_pk           PRIMARY KEY (anchor_id),
    CONSTRAINT witness_anchor_seal_id_fk   FOREIGN KEY (seal_id) REFERENCES agora_ledger.seal (seal_id),
    CONSTRAINT witness_anchor_anchor_id_ck CHECK (anchor_id > 0),
    CONSTRAINT witness_anchor_version_ck   CHECK (version = 1),
    CONSTRAINT witness_anchor_seal_ck      CHECK ((seal_id IS NULL) = (seal_hash IS NULL)),
    CONSTRAINT witness_anchor_streams_ck   CHECK (streams > 0)
);
CREATE INDEX witness_anchor_seal_id_ix ON agora_work.witness_anchor (seal_id);
COMMENT ON TABLE  agora_work.witness_anchor               IS 'Anchors of the witness; read published_anchor, made by anchor_witness().';
COMMENT ON COLUMN agora_work.witness_anchor.anchor_id     IS 'Number, from 1 without a gap.';
COMMENT ON COLUMN agora_work.witness_anchor.version       IS 'Which encoding was hashed.';
COMMENT ON COLUMN agora_work.witness_anchor.seal_id       IS 'Last seal of the ledger when it was made; NULL = there was none.';
COMMENT ON COLUMN agora_work.witness_anchor.seal_hash     IS 'Hash of that seal.';
COMMENT ON COLUMN agora_work.witness_anchor.streams       IS 'How many heads are in it.';
COMMENT ON COLUMN agora_work.witness_anchor.root          IS 'SHA-256 over the heads, by stream.';
COMMENT ON COLUMN agora_work.witness_anchor.previous_hash IS 'Hash of the anchor before; of the first, 32 zero bytes.';
COMMENT ON COLUMN agora_work.witness_anchor.anchored_at   IS 'When it was made.';
COMMENT ON COLUMN agora_work.witness_anchor.hash          IS 'SHA-256 over all of the above.';

CREATE TRIGGER witness_anchor_refuse_change
    BEFORE UPDATE OR DELETE ON agora_work.witness_anchor
    FOR EACH ROW EXECUTE FUNCTION agora.tg_refuse_change();
CREATE TRIGGER witness_anchor_refuse_truncate
    BEFORE TRUNCATE ON agora_work.witness_anchor
    FOR EACH STATEMENT EXECUTE FUNCTION agora.tg_refuse_change();

-- Dump witness_anchor_head: all
CREATE TABLE agora_work.witness_anchor_head (
    stream_id  bigint NOT NULL,
    anchor_id  bigint NOT NULL,
    seq        bigint NOT NULL,
    hash       bytea  NOT NULL,
    CONSTRAINT witness_anchor_head_pk           PRIMARY KEY (stream_id, anchor_id),
    CONSTRAINT witness_anchor_head_stream_id_fk FOREIGN KEY (stream_id) REFERENCES agora_work.witness_stream (stream_id),
    CONSTRAINT witness_anchor_head_anchor_id_fk FOREIGN KEY (anchor_id) REFERENCES agora_work.witness_anchor (anchor_id)
);
CREATE INDEX witness_anchor_head_anchor_id_ix ON agora_work.witness_anchor_head (anchor_id);
COMMENT ON TABLE  agora_work.witness_anchor_head           IS 'What an anchor holds: where each stream stood.';
COMMENT ON COLUMN agora_work.witness_anchor_head.stream_id IS 'Stream.';
COMMENT ON COLUMN agora_work.witness_anchor_head.anchor_id IS 'Anchor.';
COMMENT ON COLUMN agora_work.witness_anchor_head.seq       IS 'Number of its last entry then.';
COMMENT ON COLUMN agora_work.witness_anchor_head.hash      IS 'Hash of that entry.';

CREATE TRIGGER witness_anchor_head_refuse_change
    BEFORE UPDATE OR DELETE ON agora_work.witness_anchor_head
    FOR EACH ROW EXECUTE FUNCTION agora.tg_refuse_change();
CREATE TRIGGER witness_anchor_head_refuse_truncate
    BEFORE TRUNCATE ON agora_work.witness_anchor_head
    FOR EACH STATEMENT EXECUTE FUNCTION agora.tg_refuse_change();
