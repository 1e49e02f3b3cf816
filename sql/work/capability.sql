-- What an agent can be able to do: the one vocabulary of manifests, tasks and matching. Codes are never free text. Ids below
-- 1000 come with the release.
-- Dump capability: WHERE capability_id >= 1000
CREATE TABLE agora_work.capability (
    capability_id  bigint      GENERATED ALWAYS AS IDENTITY (START WITH 1000),
    code           text        NOT NULL,
    description    text        NOT NULL,
    is_sensitive   boolean     NOT NULL DEFAULT false,
    added_by       bigint      NOT NULL,
    added_at       timestamptz NOT NULL,
    CONSTRAINT capability_pk          PRIMARY KEY (capability_id),
    CONSTRAINT capability_code_uq     UNIQUE (code),
    CONSTRAINT capability_added_by_fk FOREIGN KEY (added_by) REFERENCES agora.principal (principal_id),
    CONSTRAINT capability_code_ck     CHECK (code ~ '^[a-z0-9][a-z0-9-]*(:[a-z0-9][a-z0-9-]*){1,2}$' AND length(code) <= 64)
);
CREATE INDEX capability_added_by_ix ON agora_work.capability (added_by);
COMMENT ON TABLE  agora_work.capability               IS 'Capabilities; read known_capability.';
COMMENT ON COLUMN agora_work.capability.capability_id IS 'Key; below 1000 are seeded.';
COMMENT ON COLUMN agora_work.capability.code          IS 'category:skill or domain:category:skill, at most 64 characters.';
COMMENT ON COLUMN agora_work.capability.description   IS 'What it is, in words that a search finds.';
COMMENT ON COLUMN agora_work.capability.is_sensitive  IS 'Whether no manifest gives it: an operator grants it to each agent.';
COMMENT ON COLUMN agora_work.capability.added_by      IS 'Operator who added it.';
COMMENT ON COLUMN agora_work.capability.added_at      IS 'When.';

-- Dump capability_hint: none
CREATE TABLE agora_work.capability_hint (
    problem        text   NOT NULL,
    capability_id  bigint NOT NULL,
    CONSTRAINT capability_hint_pk               PRIMARY KEY (problem, capability_id),
    CONSTRAINT capability_hint_capability_id_fk FOREIGN KEY (capability_id) REFERENCES agora_work.capability (capability_id),
    CONSTRAINT capability_hint_problem_ck       CHECK (problem ~ '^[a-z][a-z_]{0,59}$')
);
CREATE INDEX capability_hint_capability_id_ix ON agora_work.capability_hint (capability_id);
COMMENT ON TABLE  agora_work.capability_hint               IS 'Capabilities that a kind of problem asks for; see infer_capabilities().';
COMMENT ON COLUMN agora_work.capability_hint.problem       IS 'Kind of problem.';
COMMENT ON COLUMN agora_work.capability_hint.capability_id IS 'Capability.';
