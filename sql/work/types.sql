-- Types of the work domain.
CREATE DOMAIN agora_work.outcome AS text
    CONSTRAINT outcome_known_ck CHECK (value IN ('completed', 'failed', 'lost', 'released', 'blocked', 'cancelled'));
COMMENT ON DOMAIN agora_work.outcome IS 'How a claim ended: completed, failed, lost (no heartbeat, or past its time), released, blocked or cancelled.';

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
CREATE TYPE agora_work.held_claim AS (
    task_id     bigint,
    epoch       bigint,
    agent_id    bigint,
    outcome     text,
    claimed_at  timestamptz,
    started_at  timestamptz,
    ended_at    timestamptz,
    retry_at    timestamptz,
    cost_usd    numeric,
    is_awaited  boolean,
    held_since  timestamptz
);
COMMENT ON TYPE agora_work.held_claim IS 'A claim that a call is about, locked: without outcome where it runs, whether a task, an agent or a key may wait for its end, and what it knows of since when its holder holds what it does.';

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

CREATE TYPE agora_work.exchanged_task AS (
    agent_id      bigint,
    refusal       text,
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
COMMENT ON TYPE agora_work.exchanged_task IS 'What came of the exchange of one of several agents: the SQLSTATE of what it was refused for, or its next task as in claimed_task, or neither: nothing is at hand.';

CREATE TYPE agora_work.delivered_message AS (
    message_id  bigint,
    kind        text,
    sender_id   bigint,
    body        jsonb,
    sent_at     timestamptz,
    delivery    integer,
    ack_by      timestamptz
);
COMMENT ON TYPE agora_work.delivered_message IS 'A message as its recipient gets it: delivery counts from 1, and it comes again after ack_by.';

CREATE TYPE agora_work.blocker_report AS (
    blocker_id     bigint,
    is_new         boolean,
    level          integer,
    invited        bigint[],
    escalation_id  bigint
);
COMMENT ON TYPE agora_work.blocker_report IS 'Answer to a report: the blocker, whether it is a new one, how far it went, who was asked to help, and the escalation, if any.';

CREATE TYPE agora_work.work_offer AS (
    source              text,
    task_id             bigint,
    epoch               bigint,
    code                text,
    title               text,
    details             jsonb,
    kind                text,
    priority            integer,
    complexity          integer,
    attempt             integer,
    deadline            timestamptz,
    lease_until         timestamptz,
    finish_by           timestamptz,
    blocker_id          bigint,
    help_assignment_id  bigint,
    done_parts          text[],
    stopped             bigint[]
);
COMMENT ON TYPE agora_work.work_offer IS 'What to do next: source own, next, filler or universal, a task as in claimed_task, with its parts that are done; help, a stuck task of another, with what is wrong in details; stopped are fillers that this ended.';

CREATE TYPE agora_work.manifest_facts AS (
    principal_id    bigint,
    version         bigint,
    cost_usd        numeric,
    model           text,
    pattern         text,
    expires_at      timestamptz,
    capability_ids  bigint[],
    levels          smallint[]
);
COMMENT ON TYPE agora_work.manifest_facts IS 'A manifest of an agent, read.';

CREATE TYPE agora_work.candidate AS (
    principal_id  bigint,
    matched       bigint,
    cost_usd      numeric,
    reputation    numeric,
    pattern       text,
    samples       bigint,
    success_rate  numeric,
    score         numeric
);
COMMENT ON TYPE agora_work.candidate IS 'An agent that may be asked, how many of the capabilities it holds, and its score where it is ranked.';

CREATE TYPE agora_work.helper AS (
    place         integer,
    principal_id  bigint,
    covers        bigint[],
    expected_usd  numeric
);
COMMENT ON TYPE agora_work.helper IS 'An agent chosen to help, what it covers of the need that was left, and what that is expected to cost; without an agent, what nobody covers.';

CREATE TYPE agora_work.issued_token AS (
    credential_id  bigint,
    token          text,
    expires_at     timestamptz
);
COMMENT ON TYPE agora_work.issued_token IS 'A credential as it is handed out: the token is shown once, a repeated call has none.';

CREATE TYPE agora_work.credential_check AS (
    granted        boolean,
    reason         text,
    credential_id  bigint,
    principal_id   bigint,
    expires_at     timestamptz
);
COMMENT ON TYPE agora_work.credential_check IS 'Whether a token is good for a task and an endpoint, and why not: unknown, revoked, expired, suspended, task, endpoint, claim over or used up.';

CREATE TYPE agora_work.request_receipt AS (
    request_id  bigint,
    status      text,
    denial      text
);
COMMENT ON TYPE agora_work.request_receipt IS 'Answer to a request: queued, or denied and why.';

CREATE TYPE agora_work.claimed_request AS (
    request_id    bigint,
    epoch         bigint,
    kind          text,
    transform_id  bigint,
    body          jsonb,
    limits        jsonb,
    lease_until   timestamptz
);
COMMENT ON TYPE agora_work.claimed_request IS 'A request as its worker gets it: present request_id and epoch to finish it.';
