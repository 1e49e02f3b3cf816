-- The governor's rules: by default, for an environment, or for an agent; the more special wins, parameter by parameter. A policy is
-- never changed, a later version replaces it; decisions name those that they followed. Ids below 1000 come with the release.
-- Dump policy_parameter: none
CREATE TABLE agora_work.policy_parameter (
    parameter    text    NOT NULL,
    type         text    NOT NULL,
    min_value    numeric,
    max_value    numeric,
    choices      text[],
    is_of_agents boolean NOT NULL DEFAULT false,
    description  text    NOT NULL,
    CONSTRAINT policy_parameter_pk      PRIMARY KEY (parameter),
    CONSTRAINT policy_parameter_type_ck CHECK (type IN ('integer', 'numeric', 'choice', 'capabilities')),
    CONSTRAINT policy_parameter_kind_ck CHECK (CASE type WHEN 'choice' THEN choices IS NOT NULL WHEN 'capabilities' THEN max_value > 0 ELSE min_value <= max_value END)
);
COMMENT ON TABLE  agora_work.policy_parameter             IS 'What a policy can say.';
COMMENT ON COLUMN agora_work.policy_parameter.parameter   IS 'Name.';
COMMENT ON COLUMN agora_work.policy_parameter.type        IS 'integer, numeric, choice or capabilities, a list of codes.';
COMMENT ON COLUMN agora_work.policy_parameter.min_value   IS 'Lowest value.';
COMMENT ON COLUMN agora_work.policy_parameter.max_value   IS 'Highest value, or how many may be named.';
COMMENT ON COLUMN agora_work.policy_parameter.choices     IS 'Values of a choice.';
COMMENT ON COLUMN agora_work.policy_parameter.is_of_agents IS 'Whether it is about an agent whatever it works on, so that no environment has it.';
COMMENT ON COLUMN agora_work.policy_parameter.description IS 'What it rules.';

-- Dump policy: WHERE policy_id >= 1000
CREATE TABLE agora_work.policy (
    policy_id   bigint      GENERATED ALWAYS AS IDENTITY (START WITH 1000),
    scope       text        NOT NULL,
    subject     text        NOT NULL,
    version     integer     NOT NULL,
    parameters  jsonb       NOT NULL,
    reason      text        NOT NULL,
    set_by      bigint      NOT NULL,
    set_at      timestamptz NOT NULL,
    CONSTRAINT policy_pk            PRIMARY KEY (policy_id),
    CONSTRAINT policy_version_uq    UNIQUE (scope, subject, version),
    CONSTRAINT policy_set_by_fk     FOREIGN KEY (set_by) REFERENCES agora.principal (principal_id),
    CONSTRAINT policy_scope_ck      CHECK (scope IN ('default', 'environment', 'agent')),
    CONSTRAINT policy_subject_ck    CHECK ((scope = 'default') = (subject = '')),
    CONSTRAINT policy_version_ck    CHECK (version > 0),
    CONSTRAINT policy_parameters_ck CHECK (jsonb_typeof(parameters) = 'object')
);
CREATE INDEX policy_set_by_ix ON agora_work.policy (set_by);
COMMENT ON TABLE  agora_work.policy            IS 'Policies in all their versions, append-only; read policy_version.';
COMMENT ON COLUMN agora_work.policy.policy_id  IS 'Key; below 1000 are seeded.';
COMMENT ON COLUMN agora_work.policy.scope      IS 'default, environment or agent.';
COMMENT ON COLUMN agora_work.policy.subject    IS 'Name of the environment or id of the agent; empty for the default.';
COMMENT ON COLUMN agora_work.policy.version    IS 'Number within its scope and subject.';
COMMENT ON COLUMN agora_work.policy.parameters IS 'What it says; what it does not say is left to the more general one.';
COMMENT ON COLUMN agora_work.policy.reason     IS 'Why.';
COMMENT ON COLUMN agora_work.policy.set_by     IS 'Operator who set it.';
COMMENT ON COLUMN agora_work.policy.set_at     IS 'When.';

CREATE TRIGGER policy_refuse_change
    BEFORE UPDATE OR DELETE ON agora_work.policy
    FOR EACH ROW EXECUTE FUNCTION agora.tg_refuse_change();
CREATE TRIGGER policy_refuse_truncate
    BEFORE TRUNCATE ON agora_work.policy
    FOR EACH STATEMENT EXECUTE FUNCTION agora.tg_refuse_change();
