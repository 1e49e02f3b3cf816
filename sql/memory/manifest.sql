-- What was recommended to whom. The answer is kept once per content, without the question, which may hold what should not be
-- kept; who got it when is a narrow row. A content lives at least as long as any manifest that gave it: given_at is
-- brought forward once a day, and the retention of contents is a day longer.
-- Dump manifest_content: all
CREATE TABLE agora_memory.manifest_content (
    hash      bytea       NOT NULL,
    body      jsonb       NOT NULL,
    given_at  timestamptz NOT NULL,
    CONSTRAINT manifest_content_pk PRIMARY KEY (hash)
);
CREATE INDEX manifest_content_given_at_ix ON agora_memory.manifest_content (given_at);
COMMENT ON TABLE  agora_memory.manifest_content          IS 'Answers of manifest(), each once; see given_manifest.';
COMMENT ON COLUMN agora_memory.manifest_content.hash     IS 'SHA-256 of the body as text.';
COMMENT ON COLUMN agora_memory.manifest_content.body     IS 'The sections and their text, without what was asked.';
COMMENT ON COLUMN agora_memory.manifest_content.given_at IS 'When it was last given, to within a day.';

-- Dump manifest: none
CREATE SEQUENCE agora_memory.manifest_id_seq AS bigint;
CREATE TABLE agora_memory.manifest (
    manifest_id     bigint      NOT NULL DEFAULT nextval('agora_memory.manifest_id_seq'),
    principal_id    bigint      NOT NULL,
    correlation_id  uuid,
    content_hash    bytea       NOT NULL,
    elapsed_ms      numeric     NOT NULL,
    section_ms      jsonb       NOT NULL,
    given_at        timestamptz NOT NULL,
    CONSTRAINT manifest_principal_id_fk FOREIGN KEY (principal_id) REFERENCES agora.principal (principal_id)
) PARTITION BY RANGE (manifest_id);
ALTER SEQUENCE agora_memory.manifest_id_seq OWNED BY agora_memory.manifest.manifest_id;
COMMENT ON TABLE  agora_memory.manifest                IS 'Manifests that were given; see given_manifest.';
COMMENT ON COLUMN agora_memory.manifest.manifest_id    IS 'Key.';
COMMENT ON COLUMN agora_memory.manifest.principal_id   IS 'Who asked.';
COMMENT ON COLUMN agora_memory.manifest.correlation_id IS 'Task it was asked for, if named.';
COMMENT ON COLUMN agora_memory.manifest.content_hash   IS 'What was answered: hash of manifest_content.';
COMMENT ON COLUMN agora_memory.manifest.elapsed_ms     IS 'How long the answer took, in milliseconds.';
COMMENT ON COLUMN agora_memory.manifest.section_ms     IS 'How long each section took, in milliseconds; one that was not begun is missing.';
COMMENT ON COLUMN agora_memory.manifest.given_at       IS 'When.';

-- Dump manifest_p0: all
CREATE TABLE agora_memory.manifest_p0 PARTITION OF agora_memory.manifest
    FOR VALUES FROM (MINVALUE) TO (1000000);
ALTER TABLE agora_memory.manifest_p0 ADD CONSTRAINT manifest_p0_pk PRIMARY KEY (manifest_id);
CREATE INDEX manifest_p0_principal_id_ix   ON agora_memory.manifest_p0 (principal_id);
CREATE INDEX manifest_p0_correlation_id_ix ON agora_memory.manifest_p0 (correlation_id) WHERE correlation_id IS NOT NULL;
CREATE INDEX manifest_p0_given_at_ix       ON agora_memory.manifest_p0 USING brin (given_at);

-- Dump manifest_default: all
CREATE TABLE agora_memory.manifest_default PARTITION OF agora_memory.manifest DEFAULT;
ALTER TABLE agora_memory.manifest_default ADD CONSTRAINT manifest_default_pk PRIMARY KEY (manifest_id);
CREATE INDEX manifest_default_principal_id_ix   ON agora_memory.manifest_default (principal_id);
CREATE INDEX manifest_default_correlation_id_ix ON agora_memory.manifest_default (correlation_id) WHERE correlation_id IS NOT NULL;
CREATE INDEX manifest_default_given_at_ix       ON agora_memory.manifest_default USING brin (given_at);
