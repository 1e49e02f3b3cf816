-- Principals that take work. The row is the lock of an agent's claims, so that it never holds more than it may; seen_at changes
-- with every heartbeat, so nothing indexes it.
-- Dump: all
CREATE TABLE agora_work.agent (
    agent_id            bigint      NOT NULL,
    capabilities        text[]      NOT NULL DEFAULT '{}',
    capabilities_until  timestamptz NOT NULL DEFAULT 'infinity',
    is_plain            boolean     NOT NULL DEFAULT false,
    max_tasks           integer     NOT NULL,
    capacity            interval    NOT NULL,
    lease               interval    NOT NULL,
    is_open             boolean     NOT NULL DEFAULT true,
    pause               interval,
    is_restrained       boolean     NOT NULL DEFAULT true,
    seen_at             timestamptz NOT NULL,
    held_since          timestamptz NOT NULL,
    registered_at       timestamptz NOT NULL,
    CONSTRAINT agent_pk           PRIMARY KEY (agent_id),
    CONSTRAINT agent_agent_id_fk  FOREIGN KEY (agent_id) REFERENCES agora.principal (principal_id),
    CONSTRAINT agent_max_tasks_ck CHECK (max_tasks BETWEEN 1 AND 10000),
    CONSTRAINT agent_capacity_ck  CHECK (capacity > interval '0'),
    CONSTRAINT agent_pause_ck     CHECK (pause > interval '0'),
    CONSTRAINT agent_lease_ck     CHECK (lease >= interval '1 second' AND lease <= interval '1 day')
) WITH (fillfactor = 60);
CREATE INDEX agent_capabilities_ix ON agora_work.agent USING gin (capabilities);
COMMENT ON TABLE  agora_work.agent                   IS 'Principals that take work; see registered_agent.';
COMMENT ON COLUMN agora_work.agent.agent_id          IS 'Principal.';
COMMENT ON COLUMN agora_work.agent.capabilities      IS 'Codes of what it can do and that count in claims, sorted: drawn from agent_capability by _refresh_capabilities().';
COMMENT ON COLUMN agora_work.agent.capabilities_until IS 'When the first of what it holds or declares ends; from then on that is looked up anew.';
COMMENT ON COLUMN agora_work.agent.is_plain          IS 'Whether its capabilities answer what any environment asks: others vouch for all that it declares, and no policy of its own says what counts for it. Drawn with them.';
COMMENT ON COLUMN agora_work.agent.max_tasks         IS 'How many tasks it may hold at once.';
COMMENT ON COLUMN agora_work.agent.capacity          IS 'How much estimated work it may hold at once.';
COMMENT ON COLUMN agora_work.agent.lease             IS 'How long after its last heartbeat a task is lost.';
COMMENT ON COLUMN agora_work.agent.is_open           IS 'Whether it takes new tasks.';
COMMENT ON COLUMN agora_work.agent.pause             IS 'How long it pauses between claims; NULL = it does not. Drawn from the policy by _refresh_capabilities().';
COMMENT ON COLUMN agora_work.agent.is_restrained      IS 'Whether a breaker, a hard budget, a pause or a task that it waits for may keep it from claiming, and is looked up when it claims. Set with the first of them, or for want of knowledge; taken back by a claim that finds none.';
COMMENT ON COLUMN agora_work.agent.seen_at           IS 'Its last claim or heartbeat.';
COMMENT ON COLUMN agora_work.agent.held_since        IS 'Nothing that it holds was claimed before: its claims are counted from here, or from where a task that it ends knows (task.held_since). -infinity where a clock was set back, as long as a task knows otherwise.';
COMMENT ON COLUMN agora_work.agent.registered_at     IS 'When it was registered for work.';
