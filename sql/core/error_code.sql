-- Every SQLSTATE of our own, so that clients and operators can look one up. Seeded by each domain.
-- Dump: none
CREATE TABLE agora.error_code (
    sqlstate      text    NOT NULL,
    name          text    NOT NULL,
    meaning       text    NOT NULL,
    is_retryable  boolean NOT NULL,
    CONSTRAINT error_code_pk          PRIMARY KEY (sqlstate),
    CONSTRAINT error_code_name_uq     UNIQUE (name),
    CONSTRAINT error_code_sqlstate_ck CHECK (sqlstate ~ '^Z[A-Z][0-9A-Z]{3}$' AND sqlstate NOT LIKE '%000'),
    CONSTRAINT error_code_name_ck     CHECK (name ~ '^[a-z][a-z0-9_]*$')
);
COMMENT ON TABLE  agora.error_code              IS 'SQLSTATEs raised by agora, beside the standard ones.';
COMMENT ON COLUMN agora.error_code.sqlstate     IS 'Five characters; Z and a letter of the domain.';
COMMENT ON COLUMN agora.error_code.name         IS 'Stable name; the Python exception is its CamelCase form.';
COMMENT ON COLUMN agora.error_code.meaning      IS 'What happened, in one sentence.';
COMMENT ON COLUMN agora.error_code.is_retryable IS 'Whether the same call may succeed later without a change.';
