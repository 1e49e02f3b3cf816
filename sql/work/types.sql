-- Types of the work domain.
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
