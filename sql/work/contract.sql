-- What was agreed with an agent: its objectives, and limits for whoever runs it. The terms never change: a later contract ends the one
-- before, so that at most one holds.
-- Dump resource_tier: none
CREATE TABLE agora_work.resource_tier (
    tier              text    NOT NULL,
    memory_mb         integer NOT NULL,
    cpu_percent       integer NOT NULL,
    exec_seconds      integer NOT NULL,
    open_files        integer NOT NULL,
    calls_per_second  numeric NOT NULL,
    description       text    NOT NULL,
    CONSTRAINT resource_tier_pk PRIMARY KEY (tier)
);
COMMENT ON TABLE  agora_work.resource_tier                  IS 'Limits that contracts begin with; read known_tier.';
COMMENT ON COLUMN agora_work.resource_tier.tier             IS 'Name.';
COMMENT ON COLUMN agora_work.resource_tier.memory_mb        IS 'Memory, in megabytes.';
COMMENT ON COLUMN agora_work.resource_tier.cpu_percent      IS 'Share of a processor, in per cent.';
COMMENT ON COLUMN agora_work.resource_tier.exec_seconds     IS 'Longest run, in seconds.';
COMMENT ON COLUMN agora_work.resource_tier.open_files       IS 'Files and sockets open at once.';
COMMENT ON COLUMN agora_work.resource_tier.calls_per_second IS 'Calls of interfaces a second: refill and capacity of its bucket.';
COMMENT ON COLUMN agora_work.resource_tier.description      IS 'For whom.';

-- Dump contract: all
CREATE TABLE agora_work.contract (
    contract_id   bigint      GENERATED ALWAYS AS IDENTITY,
    principal_id  bigint      NOT NULL,
    tier          text        NOT NULL,
    p99_ms        numeric     NOT NULL,
    success_rate  agora.score NOT NULL,
    availability  agora.score NOT NULL,
    limits        jsonb       NOT NULL,
    agreed_by     bigint      NOT NULL,
    agreed_at     timestamptz NOT NULL,
    valid_until   timestamptz NOT NULL,
    ended_reason  text,
    CONSTRAINT contract_pk              PRIMARY KEY (contract_id),
    CONSTRAINT contract_principal_id_fk FOREIGN KEY (principal_id) REFERENCES agora_work.agent_profile (principal_id),
    CONSTRAINT contract_tier_fk         FOREIGN KEY (tier) REFERENCES agora_work.resource_tier (tier),
    CONSTRAINT contract_agreed_by_fk    FOREIGN KEY (agreed_by) REFERENCES agora.principal (principal_id),
    CONSTRAINT contract_p99_ms_ck       CHECK (p99_ms > 0 AND p99_ms <= 86400000),
    CONSTRAINT contract_success_rate_ck CHECK (success_rate >= 0.8),
    CONSTRAINT contract_limits_ck       CHECK (jsonb_typeof(limits) = 'object'),
    CONSTRAINT contract_valid_until_ck  CHECK (valid_until >= agreed_at)
);
CREATE INDEX contract_principal_id_ix ON agora_work.contract (principal_id, contract_id);
CREATE INDEX contract_tier_ix         ON agora_work.contract (tier);
CREATE INDEX contract_agreed_by_ix    ON agora_work.contract (agreed_by);
COMMENT ON TABLE  agora_work.contract              IS 'Service contracts of agents; read agreed_contract.';
COMMENT ON COLUMN agora_work.contract.contract_id  IS 'Key.';
COMMENT ON COLUMN agora_work.contract.principal_id IS 'Agent.';
COMMENT ON COLUMN agora_work.contract.tier         IS 'Tier that its limits began with.';
COMMENT ON COLUMN agora_work.contract.p99_ms       IS 'Latency that 99 of 100 operations stay below, in milliseconds.';
COMMENT ON COLUMN agora_work.contract.success_rate IS 'Share of operations that succeed, from 0.8.';
COMMENT ON COLUMN agora_work.contract.availability IS 'Share of the time for which it holds tasks in which it is there.';
COMMENT ON COLUMN agora_work.contract.limits       IS 'Limits for whoever runs it: memory_mb, cpu_percent, exec_seconds, open_files, calls_per_second.';
COMMENT ON COLUMN agora_work.contract.agreed_by    IS 'Operator who agreed.';
COMMENT ON COLUMN agora_work.contract.agreed_at    IS 'When; it holds from then on.';
COMMENT ON COLUMN agora_work.contract.valid_until  IS 'From when on it holds no more.';
COMMENT ON COLUMN agora_work.contract.ended_reason IS 'Why it ended early.';
