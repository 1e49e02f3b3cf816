-- Files that an attempt read or changed, in order, with the hashes of their content; the content itself stays where it is.
-- Dump: all
CREATE TABLE agora_memory.attempt_file (
    attempt_id   bigint       NOT NULL,
    ordinal      integer      NOT NULL,
    path         text         NOT NULL,
    operation    text         NOT NULL,
    hash_before  agora.sha256,
    hash_after   agora.sha256,
    recorded_at  timestamptz  NOT NULL,
    CONSTRAINT attempt_file_pk            PRIMARY KEY (attempt_id, ordinal),
    CONSTRAINT attempt_file_attempt_id_fk FOREIGN KEY (attempt_id) REFERENCES agora_memory.attempt (attempt_id),
    CONSTRAINT attempt_file_ordinal_ck    CHECK (ordinal >= 1),
    CONSTRAINT attempt_file_operation_ck  CHECK (operation IN ('read', 'create', 'modify', 'delete')),
    CONSTRAINT attempt_file_before_ck     CHECK (operation <> 'create' OR hash_before IS NULL),
    CONSTRAINT attempt_file_after_ck      CHECK (operation IN ('create', 'modify') OR hash_after IS NULL)
);
CREATE INDEX attempt_file_path_ix ON agora_memory.attempt_file (path);
COMMENT ON TABLE  agora_memory.attempt_file             IS 'Files of attempts; see recorded_file.';
COMMENT ON COLUMN agora_memory.attempt_file.attempt_id  IS 'Attempt.';
COMMENT ON COLUMN agora_memory.attempt_file.ordinal     IS 'Order of the operations, from 1.';
COMMENT ON COLUMN agora_memory.attempt_file.path        IS 'Path, as the agent names it.';
COMMENT ON COLUMN agora_memory.attempt_file.operation   IS 'read, create, modify or delete.';
COMMENT ON COLUMN agora_memory.attempt_file.hash_before IS 'SHA-256 of the content before; NULL where it is not known or there was none.';
COMMENT ON COLUMN agora_memory.attempt_file.hash_after  IS 'SHA-256 of the content after; NULL where it is not known or there is none.';
COMMENT ON COLUMN agora_memory.attempt_file.recorded_at IS 'When it was recorded.';
