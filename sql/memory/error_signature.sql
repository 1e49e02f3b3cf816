-- What is the same about every run of the same bug. Counts are not stored: they follow from the attempts.
-- Dump: all
CREATE TABLE agora_memory.error_signature (
    error_signature_id  bigint       GENERATED ALWAYS AS IDENTITY,
    normalizer_version  integer      NOT NULL,
    signature           agora.sha256 NOT NULL,
    error_type          text         NOT NULL,
    category            text         NOT NULL,
    language            text         NOT NULL,
    pattern             text         NOT NULL,
    message             text         NOT NULL,
    family              text         NOT NULL GENERATED ALWAYS AS (md5(error_type || E'\n' || message)) STORED,
    first_seen_at       timestamptz  NOT NULL,
    recorded_at         timestamptz  NOT NULL,
    CONSTRAINT error_signature_pk           PRIMARY KEY (error_signature_id),
    CONSTRAINT error_signature_signature_uq UNIQUE (signature, normalizer_version)
);
CREATE INDEX error_signature_family_ix ON agora_memory.error_signature (family);
COMMENT ON TABLE  agora_memory.error_signature                    IS 'Errors by signature; see known_error_signature.';
COMMENT ON COLUMN agora_memory.error_signature.error_signature_id IS 'Key.';
COMMENT ON COLUMN agora_memory.error_signature.normalizer_version IS 'Version of normalize_error() that made it.';
COMMENT ON COLUMN agora_memory.error_signature.signature          IS 'SHA-256 of the pattern.';
COMMENT ON COLUMN agora_memory.error_signature.error_type         IS 'Exception class or error code.';
COMMENT ON COLUMN agora_memory.error_signature.category           IS 'Category of the error, such as import_error.';
COMMENT ON COLUMN agora_memory.error_signature.language           IS 'Language or system the error comes from.';
COMMENT ON COLUMN agora_memory.error_signature.pattern            IS 'Normalised text: what differs between runs is replaced.';
COMMENT ON COLUMN agora_memory.error_signature.message            IS 'Normalised message: the pattern without cause and place.';
COMMENT ON COLUMN agora_memory.error_signature.family             IS 'Errors of one type and normalised message, wherever they happen.';
COMMENT ON COLUMN agora_memory.error_signature.first_seen_at      IS 'When it first happened, by the records'' own time.';
COMMENT ON COLUMN agora_memory.error_signature.recorded_at        IS 'When it was first recorded here.';
