-- What is done outside the server, and what came of it: a run of submitted code in a sandbox, a command, a call of an address. One queue
-- for all three; a worker holds a request by its epoch until lease_until. A denied one is kept as it was asked.
-- Dump request_violation: none
CREATE TABLE agora_work.request_violation (
    violation    text NOT NULL,
    kind         text NOT NULL,
    description  text NOT NULL,
    CONSTRAINT request_violation_pk      PRIMARY KEY (violation),
    CONSTRAINT request_violation_kind_ck CHECK (kind IN ('limit', 'security', 'hazard'))
);
COMMENT ON TABLE  agora_work.request_violation             IS 'What a worker may find that a request did; read known_violation.';
COMMENT ON COLUMN agora_work.request_violation.violation   IS 'Name.';
COMMENT ON COLUMN agora_work.request_violation.kind        IS 'security halts whoever is to blame at once, limit counts as a failure, hazard is nobody''s fault: a human is told.';
COMMENT ON COLUMN agora_work.request_violation.description IS 'What it is.';

-- Dump request: all
CREATE TABLE agora_work.request (
    request_id    bigint      GENERATED ALWAYS AS IDENTITY,
    kind          text        NOT NULL,
    requester_id  bigint      NOT NULL,
    author_id     bigint,
    transform_id  bigint,
    vouches       boolean     NOT NULL,
    body          jsonb       NOT NULL,
    limits        jsonb       NOT NULL,
    status        text        NOT NULL,
    denial        text,
    epoch         bigint      NOT NULL DEFAULT 0,
    holder_id     bigint,
    lease_until   timestamptz NOT NULL DEFAULT '-infinity',
    outcome       text,
    result        jsonb,
    violations    text[]      NOT NULL DEFAULT '{}',
    submitted_at  timestamptz NOT NULL,
    finished_at   timestamptz,
    CONSTRAINT request_pk              PRIMARY KEY (request_id),
    CONSTRAINT request_requester_id_fk FOREIGN KEY (requester_id) REFERENCES agora.principal (principal_id),
    CONSTRAINT request_author_id_fk    FOREIGN KEY (author_id) REFERENCES agora.principal (principal_id),
    CONSTRAINT request_transform_id_fk FOREIGN KEY (transform_id) REFERENCES agora_memory.transform (transform_id),
    CONSTRAINT request_holder_id_fk    FOREIGN KEY (holder_id) REFERENCES agora.principal (principal_id),
    CONSTRAINT request_kind_ck         CHECK (kind IN ('sandbox', 'exec', 'http')),
    CONSTRAINT request_sandbox_ck      CHECK ((kind = 'sandbox') = (author_id IS NOT NULL)),
    CONSTRAINT request_transform_ck    CHECK (kind = 'sandbox' OR transform_id IS NULL),
    CONSTRAINT request_vouches_ck      CHECK (transform_id IS NOT NULL OR NOT vouches),
    CONSTRAINT request_body_ck         CHECK (jsonb_typeof(body) = 'object' AND jsonb_typeof(limits) = 'object'),
    CONSTRAINT request_status_ck       CHECK (status IN ('denied', 'queued', 'running', 'finished', 'lost')),
    CONSTRAINT request_denial_ck       CHECK ((status = 'denied') = (denial IS NOT NULL)),
    CONSTRAINT request_denial_known_ck CHECK (denial IN ('halted', 'capability', 'command', 'arguments', 'target', 'method', 'path', 'headers', 'blocked')),
    CONSTRAINT request_holder_ck       CHECK ((epoch > 0) = (holder_id IS NOT NULL)),
    CONSTRAINT request_outcome_ck      CHECK (outcome IN ('passed', 'failed', 'error')),
    CONSTRAINT request_finished_ck     CHECK ((status = 'finished') = (outcome IS NOT NULL) AND (outcome IS NULL) = (result IS NULL)),
    CONSTRAINT request_ended_ck        CHECK ((status IN ('denied', 'finished', 'lost')) = (finished_at IS NOT NULL))
) WITH (fillfactor = 80);
CREATE INDEX request_waiting_ix      ON agora_work.request (kind, request_id) WHERE finished_at IS NULL;
CREATE INDEX request_requester_id_ix ON agora_work.request (requester_id, request_id);
CREATE INDEX request_open_ix         ON agora_work.request (requester_id) WHERE finished_at IS NULL;
CREATE INDEX request_finished_at_ix  ON agora_work.request (finished_at) WHERE finished_at IS NOT NULL;
CREATE INDEX request_author_id_ix    ON agora_work.request (author_id) WHERE author_id IS NOT NULL;
CREATE INDEX request_transform_id_ix ON agora_work.request (transform_id) WHERE transform_id IS NOT NULL;
CREATE INDEX request_holder_id_ix    ON agora_work.request (holder_id) WHERE holder_id IS NOT NULL;
COMMENT ON TABLE  agora_work.request              IS 'Requests to the world outside the server; read submitted_request, claim_request() hands them out.';
COMMENT ON COLUMN agora_work.request.request_id   IS 'Key.';
COMMENT ON COLUMN agora_work.request.kind         IS 'sandbox, exec or http.';
COMMENT ON COLUMN agora_work.request.requester_id IS 'Who asked.';
COMMENT ON COLUMN agora_work.request.author_id    IS 'Of a sandbox job: whose code it is.';
COMMENT ON COLUMN agora_work.request.transform_id IS 'Of a sandbox job: transform, if it is about one.';
COMMENT ON COLUMN agora_work.request.vouches      IS 'Whether the requester may decide about the transform, so that the outcome is its verification.';
COMMENT ON COLUMN agora_work.request.body         IS 'What to do; a JSON object.';
COMMENT ON COLUMN agora_work.request.limits       IS 'What it may use: wall_seconds and output_bytes, in a sandbox also cpu_seconds, memory_bytes, file_bytes and processes.';
COMMENT ON COLUMN agora_work.request.status       IS 'denied, queued, running, finished, or lost where workers took it and none came back.';
COMMENT ON COLUMN agora_work.request.denial       IS 'Why it was denied: halted, capability, command, arguments, target, method, path, headers, or blocked (the transform, since it was asked).';
COMMENT ON COLUMN agora_work.request.epoch        IS 'How often it was handed out.';
COMMENT ON COLUMN agora_work.request.holder_id    IS 'Worker that has it, or had it last.';
COMMENT ON COLUMN agora_work.request.lease_until  IS 'Until when it is that worker''s.';
COMMENT ON COLUMN agora_work.request.outcome      IS 'passed, failed, or error where it could not be done.';
COMMENT ON COLUMN agora_work.request.result       IS 'What the worker saw, without secrets; a JSON object.';
COMMENT ON COLUMN agora_work.request.violations   IS 'What it did that it may not.';
COMMENT ON COLUMN agora_work.request.submitted_at IS 'When it was asked.';
COMMENT ON COLUMN agora_work.request.finished_at  IS 'When it ended.';

CREATE TRIGGER request_guard_status
    BEFORE UPDATE OF status ON agora_work.request
    FOR EACH ROW WHEN (old.status IS DISTINCT FROM new.status) EXECUTE FUNCTION agora.tg_guard_status('request');
