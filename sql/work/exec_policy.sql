-- Which commands agents may ask for: an absolute path, a pattern for each argument, and one for any that follow. Never changed, only ended.
-- Dump: all
CREATE TABLE agora_work.exec_policy (
    exec_policy_id  bigint      GENERATED ALWAYS AS IDENTITY,
    principal_id    bigint,
    command         text        NOT NULL,
    patterns        text[]      NOT NULL,
    rest_pattern    text,
    max_seconds     integer     NOT NULL,
    reason          text        NOT NULL,
    allowed_by      bigint      NOT NULL,
    allowed_at      timestamptz NOT NULL,
    ended_by        bigint,
    ended_at        timestamptz,
    CONSTRAINT exec_policy_pk              PRIMARY KEY (exec_policy_id),
    CONSTRAINT exec_policy_principal_id_fk FOREIGN KEY (principal_id) REFERENCES agora.principal (principal_id),
    CONSTRAINT exec_policy_allowed_by_fk   FOREIGN KEY (allowed_by) REFERENCES agora.principal (principal_id),
    CONSTRAINT exec_policy_ended_by_fk     FOREIGN KEY (ended_by) REFERENCES agora.principal (principal_id),
    CONSTRAINT exec_policy_command_ck      CHECK (command ~ '^(/[A-Za-z0-9_+][A-Za-z0-9_+.-]*)+$'),
    CONSTRAINT exec_policy_max_seconds_ck  CHECK (max_seconds BETWEEN 1 AND 30),
    CONSTRAINT exec_policy_ended_ck        CHECK ((ended_at IS NULL) = (ended_by IS NULL))
);
CREATE INDEX exec_policy_command_ix      ON agora_work.exec_policy (command) WHERE ended_at IS NULL;
CREATE INDEX exec_policy_principal_id_ix ON agora_work.exec_policy (principal_id) WHERE principal_id IS NOT NULL;
CREATE INDEX exec_policy_allowed_by_ix   ON agora_work.exec_policy (allowed_by);
CREATE INDEX exec_policy_ended_by_ix     ON agora_work.exec_policy (ended_by) WHERE ended_by IS NOT NULL;
COMMENT ON TABLE  agora_work.exec_policy                IS 'Commands that agents may ask for; read exec_permission.';
COMMENT ON COLUMN agora_work.exec_policy.exec_policy_id IS 'Key.';
COMMENT ON COLUMN agora_work.exec_policy.principal_id   IS 'Who may; NULL = everyone with the capability system:process:execute.';
COMMENT ON COLUMN agora_work.exec_policy.command        IS 'Absolute path of the program.';
COMMENT ON COLUMN agora_work.exec_policy.patterns       IS 'Regular expressions that the arguments match as a whole, one each, in their order.';
COMMENT ON COLUMN agora_work.exec_policy.rest_pattern   IS 'The same for every argument after those; NULL = there are none.';
COMMENT ON COLUMN agora_work.exec_policy.max_seconds    IS 'How long it may run, 1 to 30.';
COMMENT ON COLUMN agora_work.exec_policy.reason         IS 'Why it is allowed.';
COMMENT ON COLUMN agora_work.exec_policy.allowed_by     IS 'Operator.';
COMMENT ON COLUMN agora_work.exec_policy.allowed_at     IS 'When.';
COMMENT ON COLUMN agora_work.exec_policy.ended_by       IS 'Operator who ended it.';
COMMENT ON COLUMN agora_work.exec_policy.ended_at       IS 'When; NULL = it holds.';
