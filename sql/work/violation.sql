-- What agents did that they should not have; append-only.
-- Dump: all
CREATE TABLE agora_work.violation (
    violation_id  bigint      GENERATED ALWAYS AS IDENTITY,
    principal_id  bigint      NOT NULL,
    kind          text        NOT NULL,
    subject       text,
    details       jsonb       NOT NULL,
    recorded_by   bigint      NOT NULL,
    recorded_at   timestamptz NOT NULL,
    CONSTRAINT violation_pk              PRIMARY KEY (violation_id),
    CONSTRAINT violation_principal_id_fk FOREIGN KEY (principal_id) REFERENCES agora.principal (principal_id),
    CONSTRAINT violation_recorded_by_fk  FOREIGN KEY (recorded_by) REFERENCES agora.principal (principal_id),
    CONSTRAINT violation_kind_ck         CHECK (kind IN ('policy', 'limit', 'security')),
    CONSTRAINT violation_details_ck      CHECK (jsonb_typeof(details) = 'object')
);
CREATE INDEX violation_principal_id_ix ON agora_work.violation (principal_id, recorded_at);
CREATE INDEX violation_recorded_by_ix  ON agora_work.violation (recorded_by);
COMMENT ON TABLE  agora_work.violation              IS 'Violations, append-only; read recorded_violation.';
COMMENT ON COLUMN agora_work.violation.violation_id IS 'Key.';
COMMENT ON COLUMN agora_work.violation.principal_id IS 'Agent.';
COMMENT ON COLUMN agora_work.violation.kind         IS 'policy, limit or security.';
COMMENT ON COLUMN agora_work.violation.subject      IS 'At what, such as a task.';
COMMENT ON COLUMN agora_work.violation.details      IS 'Facts, without secrets; a JSON object.';
COMMENT ON COLUMN agora_work.violation.recorded_by  IS 'Who saw it.';
COMMENT ON COLUMN agora_work.violation.recorded_at  IS 'When.';

CREATE TRIGGER violation_refuse_change
    BEFORE UPDATE OR DELETE ON agora_work.violation
    FOR EACH ROW EXECUTE FUNCTION agora.tg_refuse_change();
CREATE TRIGGER violation_refuse_truncate
    BEFORE TRUNCATE ON agora_work.violation
    FOR EACH STATEMENT EXECUTE FUNCTION agora.tg_refuse_change();
