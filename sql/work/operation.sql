-- What agents did, measured by whoever ran it, never by themselves: the samples behind objectives and reputation. Append-only; the
-- window of an agent is the end of its index, so that no history is read. What follows from it is kept beside it. Retention ends by
-- partition (_retire_operations()), and of what was in it its number stays.
-- Dump operation: none
CREATE SEQUENCE agora_work.operation_id_seq AS bigint;
CREATE TABLE agora_work.operation (
    operation_id  bigint      NOT NULL DEFAULT nextval('agora_work.operation_id_seq'),
    principal_id  bigint      NOT NULL,
    operation     text        NOT NULL,
    is_success    boolean     NOT NULL,
    latency_ms    numeric,
    recorded_by   bigint      NOT NULL,
    recorded_at   timestamptz NOT NULL
) PARTITION BY RANGE (operation_id);
ALTER SEQUENCE agora_work.operation_id_seq OWNED BY agora_work.operation.operation_id;
COMMENT ON TABLE  agora_work.operation              IS 'Measured operations of agents, append-only; written by record_operation().';
COMMENT ON COLUMN agora_work.operation.operation_id IS 'Key.';
COMMENT ON COLUMN agora_work.operation.principal_id IS 'Agent.';
COMMENT ON COLUMN agora_work.operation.operation    IS 'What it did, 1 to 200 characters.';
COMMENT ON COLUMN agora_work.operation.is_success   IS 'Whether it worked.';
COMMENT ON COLUMN agora_work.operation.latency_ms   IS 'How long it took, in milliseconds; NULL = not measured.';
COMMENT ON COLUMN agora_work.operation.recorded_by  IS 'Who measured it.';
COMMENT ON COLUMN agora_work.operation.recorded_at  IS 'When.';

CREATE TRIGGER operation_refuse_change
    BEFORE UPDATE OR DELETE ON agora_work.operation
    FOR EACH ROW EXECUTE FUNCTION agora.tg_refuse_change();
CREATE TRIGGER operation_refuse_truncate
    BEFORE TRUNCATE ON agora_work.operation
    FOR EACH STATEMENT EXECUTE FUNCTION agora.tg_refuse_change();

-- Dump operation_p0: all
CREATE TABLE agora_work.operation_p0 PARTITION OF agora_work.operation FOR VALUES FROM (MINVALUE) TO (2000000);
ALTER TABLE agora_work.operation_p0 ADD CONSTRAINT operation_p0_pk PRIMARY KEY (principal_id, operation_id);
CREATE TRIGGER operation_p0_refuse_truncate
    BEFORE TRUNCATE ON agora_work.operation_p0
    FOR EACH STATEMENT EXECUTE FUNCTION agora.tg_refuse_change();

-- Dump operation_default: all
CREATE TABLE agora_work.operation_default PARTITION OF agora_work.operation DEFAULT;
ALTER TABLE agora_work.operation_default ADD CONSTRAINT operation_default_pk PRIMARY KEY (principal_id, operation_id);
CREATE TRIGGER operation_default_refuse_truncate
    BEFORE TRUNCATE ON agora_work.operation_default
    FOR EACH STATEMENT EXECUTE FUNCTION agora.tg_refuse_change();

-- Dump retired_operation: all
CREATE TABLE agora_work.retired_operation (
    principal_id  bigint NOT NULL,
    samples       bigint NOT NULL,
    CONSTRAINT retired_operation_pk              PRIMARY KEY (principal_id),
    CONSTRAINT retired_operation_principal_id_fk FOREIGN KEY (principal_id) REFERENCES agora.principal (principal_id),
    CONSTRAINT retired_operation_samples_ck      CHECK (samples > 0)
);
COMMENT ON TABLE  agora_work.retired_operation              IS 'Measured operations that are kept no longer.';
COMMENT ON COLUMN agora_work.retired_operation.principal_id IS 'Agent.';
COMMENT ON COLUMN agora_work.retired_operation.samples      IS 'How many they were.';

-- Dump agent_measure: all
CREATE TABLE agora_work.agent_measure (
    principal_id  bigint      NOT NULL,
    samples       bigint      NOT NULL DEFAULT 0,
    success_rate  agora.score,
    p50_ms        numeric,
    p95_ms        numeric,
    p99_ms        numeric,
    availability  agora.score,
    reputation    agora.score NOT NULL,
    logged        agora.score,
    logged_at     timestamptz,
    is_breached   boolean     NOT NULL DEFAULT false,
    measured_at   timestamptz NOT NULL,
    CONSTRAINT agent_measure_pk              PRIMARY KEY (principal_id),
    CONSTRAINT agent_measure_principal_id_fk FOREIGN KEY (principal_id) REFERENCES agora.principal (principal_id),
    CONSTRAINT agent_measure_samples_ck      CHECK (samples >= 0),
    CONSTRAINT agent_measure_logged_ck       CHECK ((logged IS NULL) = (logged_at IS NULL))
) WITH (fillfactor = 60);
COMMENT ON TABLE  agora_work.agent_measure              IS 'What the samples of an agent come to; read agent_standing.';
COMMENT ON COLUMN agora_work.agent_measure.principal_id IS 'Agent.';
COMMENT ON COLUMN agora_work.agent_measure.samples      IS 'How many there were in all, those included that are kept no longer.';
COMMENT ON COLUMN agora_work.agent_measure.success_rate IS 'Share of successes among those of the window.';
COMMENT ON COLUMN agora_work.agent_measure.p50_ms       IS 'Latency that half of the window stay below, in milliseconds, by the floor rule.';
COMMENT ON COLUMN agora_work.agent_measure.p95_ms       IS 'The same for 95 in 100.';
COMMENT ON COLUMN agora_work.agent_measure.p99_ms       IS 'The same for 99 in 100.';
COMMENT ON COLUMN agora_work.agent_measure.availability IS 'Share of the time for which it held tasks in which it was there; NULL while too few claims have ended.';
COMMENT ON COLUMN agora_work.agent_measure.reputation   IS 'Measured reputation, 0 to 1, blended with the prior.';
COMMENT ON COLUMN agora_work.agent_measure.logged       IS 'The same as the reputation log last took it, dimension measured; less than work.reputation_step off.';
COMMENT ON COLUMN agora_work.agent_measure.logged_at    IS 'When that was.';
COMMENT ON COLUMN agora_work.agent_measure.is_breached  IS 'Whether it misses its objectives.';
COMMENT ON COLUMN agora_work.agent_measure.measured_at  IS 'When they were taken.';
