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
CREATE TYPE agora_work.claimed_task AS (
    task_id       bigint,
    epoch         bigint,
    code          text,
    title         text,
    details       jsonb,
    kind          text,
    priority      integer,
    complexity    integer,
    attempt       integer,
    deadline      timestamptz,
    lease_until   timestamptz,
    finish_by     timestamptz
);
COMMENT ON TYPE agora_work.claimed_task IS 'A task as its holder gets it: present task_id and epoch in every later call.';
