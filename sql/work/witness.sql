-- Who did what, append-only. Entries of a stream follow each other without a gap and each carries the hash of the one before;
-- one row per stream holds its head, so that writers of different streams never wait for each other. Encoding: docs/agents.md.
-- An entry is forgotten when its class says so, oldest first; the stream remembers where it was cut.
-- Dump witness_stream: all
CREATE TABLE agora_work.witness_stream (
    stream_id     bigint  GENERATED ALWAYS AS IDENTITY,
    stream        text    NOT NULL,
    retention     text    NOT NULL,
    last_seq      bigint  NOT NULL DEFAULT 0,
    last_hash     bytea   NOT NULL,
    cut_seq       bigint  NOT NULL DEFAULT 0,
    cut_hash      bytea   NOT NULL,
    CONSTRAINT witness_stream_pk           PRIMARY KEY (stream_id),
    CONSTRAINT witness_stream_stream_uq    UNIQUE (stream),
    CONSTRAINT witness_stream_stream_ck    CHECK (length(stream) BETWEEN 1 AND 200),
    CONSTRAINT witness_stream_retention_ck CHECK (retention IN ('security', 'operations', 'debug')),
    CONSTRAINT witness_stream_cut_ck       CHECK (cut_seq >= 0 AND cut_seq <= last_seq)
) WITH (fillfactor = 70);
COMMENT ON TABLE  agora_work.witness_stream           IS 'Chains of the witness, each with its head.';
COMMENT ON COLUMN agora_work.witness_stream.stream_id IS 'Key.';
COMMENT ON COLUMN agora_work.witness_stream.stream    IS 'Name, 1 to 200 characters.';
COMMENT ON COLUMN agora_work.witness_stream.retention IS 'How long entries are kept: security, operations or debug.';
COMMENT ON COLUMN agora_work.witness_stream.last_seq  IS 'Number of the last entry.';
COMMENT ON COLUMN agora_work.witness_stream.last_hash IS 'Its hash; before the first entry, the hash of the name and the class.';
COMMENT ON COLUMN agora_work.witness_stream.cut_seq   IS 'Number of the last entry that was forgotten.';
COMMENT ON COLUMN agora_work.witness_stream.cut_hash  IS 'Its hash, from which the chain goes on.';

-- Dump witness: all
CREATE TABLE agora_work.witness (
    stream_id       bigint      NOT NULL,
    seq             bigint      NOT NULL,
    event           text        NOT NULL,
    severity        text        NOT NULL,
    principal_id    bigint      NOT NULL,
    subject         text,
    correlation_id  uuid,
    payload         jsonb       NOT NULL,
    recorded_at     timestamptz NOT NULL,
    previous_hash   bytea       NOT NULL,
    hash            bytea       NOT NULL,
    CONSTRAINT witness_pk              PRIMARY KEY (stream_id, seq),
    CONSTRAINT witness_stream_id_fk    FOREIGN KEY (stream_id) REFERENCES agora_work.witness_stream (stream_id),
    CONSTRAINT witness_principal_id_fk FOREIGN KEY (principal_id) REFERENCES agora.principal (principal_id),
    CONSTRAINT witness_seq_ck          CHECK (seq > 0),
    CONSTRAINT witness_event_ck        CHECK (event ~ '^[a-z][a-z0-9_]*[.][a-z][a-z0-9_]*$' AND length(event) <= 100),
    CONSTRAINT witness_severity_ck     CHECK (severity IN ('info', 'warning', 'high', 'critical')),
    CONSTRAINT witness_payload_ck      CHECK (jsonb_typeof(payload) = 'object')
);
CREATE INDEX witness_principal_id_ix   ON agora_work.witness (principal_id, recorded_at);
CREATE INDEX witness_correlation_id_ix ON agora_work.witness (correlation_id) WHERE correlation_id IS NOT NULL;
CREATE INDEX witness_recorded_at_ix    ON agora_work.witness USING brin (recorded_at);
COMMENT ON TABLE  agora_work.witness                IS 'Entries of the witness, append-only; read witness_entry, check with verify_witness().';
COMMENT ON COLUMN agora_work.witness.stream_id      IS 'Chain.';
COMMENT ON COLUMN agora_work.witness.seq            IS 'Number in its chain, from 1 without a gap.';
COMMENT ON COLUMN agora_work.witness.event          IS 'What happened: a thing and a verb, such as key.revoked.';
COMMENT ON COLUMN agora_work.witness.severity       IS 'info, warning, high or critical.';
COMMENT ON COLUMN agora_work.witness.principal_id   IS 'Who did it.';
COMMENT ON COLUMN agora_work.witness.subject        IS 'What it was done to, at most 200 characters.';
COMMENT ON COLUMN agora_work.witness.correlation_id IS 'The caller''s correlation, if any.';
COMMENT ON COLUMN agora_work.witness.payload        IS 'Facts, without secrets; a JSON object.';
COMMENT ON COLUMN agora_work.witness.recorded_at    IS 'When.';
COMMENT ON COLUMN agora_work.witness.previous_hash  IS 'Hash of the entry before.';
COMMENT ON COLUMN agora_work.witness.hash           IS 'SHA-256 over all of the above.';

CREATE TRIGGER witness_refuse_change
    BEFORE UPDATE ON agora_work.witness
    FOR EACH ROW EXECUTE FUNCTION agora.tg_refuse_change();
CREATE TRIGGER witness_refuse_delete
    BEFORE DELETE ON agora_work.witness
    FOR EACH ROW WHEN (agora_work._is_witness_kept(old.stream_id, old.recorded_at))
    EXECUTE FUNCTION agora.tg_refuse_change();
CREATE TRIGGER witness_refuse_truncate
    BEFORE TRUNCATE ON agora_work.witness
    FOR EACH STATEMENT EXECUTE FUNCTION agora.tg_refuse_change();

-- Dump witness_count: all
CREATE TABLE agora_work.witness_count (
    event        text     NOT NULL,
    day          date     NOT NULL,
    shard        smallint NOT NULL,
    occurrences  bigint   NOT NULL,
    CONSTRAINT witness_count_pk             PRIMARY KEY (event, day, shard),
    CONSTRAINT witness_count_event_ck       CHECK (event ~ '^[a-z][a-z0-9_]*[.][a-z][a-z0-9_]*$' AND length(event) <= 100),
    CONSTRAINT witness_count_occurrences_ck CHECK (occurrences > 0)
) WITH (fillfactor = 50);
COMMENT ON TABLE  agora_work.witness_count             IS 'What happens too often for entries, such as lost races, is counted; read witness_tally.';
COMMENT ON COLUMN agora_work.witness_count.event       IS 'What happened.';
COMMENT ON COLUMN agora_work.witness_count.day         IS 'Day, UTC.';
COMMENT ON COLUMN agora_work.witness_count.shard       IS 'One of 16 rows of the day, by session, so that few wait for each other.';
COMMENT ON COLUMN agora_work.witness_count.occurrences IS 'How often.';
