-- Types of the work domain.
CREATE TYPE agora_work.envelope AS (
    id            text,
    sender        text,
    action        text,
    sequence      bigint,
    conversation  text,
    nonce         bytea,
    issued_at     timestamptz,
    ttl           interval,
    content       jsonb
);
COMMENT ON TYPE agora_work.envelope IS 'A signed message, read.';
