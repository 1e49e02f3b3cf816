-- First results of keyed calls whose own table cannot hold a unique key. A row lives as long as core.idempotency_retention. Principals are
-- never deleted; a foreign key would lock the actor's row for every call.
-- Dump: all
CREATE TABLE agora.idempotency (
    scope          text        NOT NULL,
    principal_id   bigint      NOT NULL,
    key            text        NOT NULL,
    argument_hash  bytea       NOT NULL,
    result         jsonb,
    recorded_at    timestamptz NOT NULL,
    CONSTRAINT idempotency_pk     PRIMARY KEY (scope, principal_id, key),
    CONSTRAINT idempotency_key_ck CHECK (length(key) BETWEEN 1 AND 200)
);
CREATE INDEX idempotency_recorded_at_ix ON agora.idempotency USING brin (recorded_at);
COMMENT ON TABLE  agora.idempotency               IS 'Results of keyed calls, so that a repeated call returns the first result.';
COMMENT ON COLUMN agora.idempotency.scope         IS 'Function that was called.';
COMMENT ON COLUMN agora.idempotency.principal_id  IS 'Actor; keys of different actors never meet.';
COMMENT ON COLUMN agora.idempotency.key           IS 'The caller''s key, 1 to 200 characters.';
COMMENT ON COLUMN agora.idempotency.argument_hash IS 'SHA-256 of the arguments; the same key with others raises.';
COMMENT ON COLUMN agora.idempotency.result        IS 'What the first call returned.';
COMMENT ON COLUMN agora.idempotency.recorded_at   IS 'When the first call was made.';
