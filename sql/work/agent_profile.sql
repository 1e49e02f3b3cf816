-- What an agent costs and how it works, as its last manifest says; and what it can do. What it says of itself, in a manifest or when it
-- registers for work, and what others vouch for are rows of their own, and only the latter count in matching. The row of the profile is the
-- lock of what the agent can do.
-- Dump agent_profile: all
CREATE TABLE agora_work.agent_profile (
    principal_id  bigint      NOT NULL,
    cost_usd      agora.usd   NOT NULL,
    model         text,
    pattern       text        NOT NULL DEFAULT 'steady',
    is_available  boolean     NOT NULL DEFAULT true,
    changed_at    timestamptz NOT NULL,
    CONSTRAINT agent_profile_pk              PRIMARY KEY (principal_id),
    CONSTRAINT agent_profile_principal_id_fk FOREIGN KEY (principal_id) REFERENCES agora.principal (principal_id),
    CONSTRAINT agent_profile_cost_usd_ck     CHECK (cost_usd >= 0 AND cost_usd <= 10000),
    CONSTRAINT agent_profile_pattern_ck      CHECK (pattern IN ('early', 'steady', 'late'))
);
COMMENT ON TABLE  agora_work.agent_profile              IS 'Profiles of agents; read agent_standing.';
COMMENT ON COLUMN agora_work.agent_profile.principal_id IS 'Agent.';
COMMENT ON COLUMN agora_work.agent_profile.cost_usd     IS 'What it costs an hour, in US dollars, 0 to 10000.';
COMMENT ON COLUMN agora_work.agent_profile.model        IS 'Model that it runs on, in its own words.';
COMMENT ON COLUMN agora_work.agent_profile.pattern      IS 'On which work it does best: early (simple), steady, late (complex).';
COMMENT ON COLUMN agora_work.agent_profile.is_available IS 'Whether it wants to be found.';
COMMENT ON COLUMN agora_work.agent_profile.changed_at   IS 'When it changed last.';

-- Dump agent_capability: all
CREATE TABLE agora_work.agent_capability (
    principal_id   bigint      NOT NULL,
    capability_id  bigint      NOT NULL,
    standing       text        NOT NULL,
    level          smallint    NOT NULL,
    expires_at     timestamptz NOT NULL DEFAULT 'infinity',
    manifest_id    bigint,
    granted_by     bigint,
    changed_at     timestamptz NOT NULL,
    CONSTRAINT agent_capability_pk               PRIMARY KEY (principal_id, capability_id, standing),
    CONSTRAINT agent_capability_principal_id_fk  FOREIGN KEY (principal_id) REFERENCES agora_work.agent_profile (principal_id),
    CONSTRAINT agent_capability_capability_id_fk FOREIGN KEY (capability_id) REFERENCES agora_work.capability (capability_id),
    CONSTRAINT agent_capability_manifest_id_fk   FOREIGN KEY (manifest_id) REFERENCES agora_work.capability_manifest (manifest_id),
    CONSTRAINT agent_capability_granted_by_fk    FOREIGN KEY (granted_by) REFERENCES agora.principal (principal_id),
    CONSTRAINT agent_capability_standing_ck      CHECK (standing IN ('declared', 'verified')),
    CONSTRAINT agent_capability_level_ck         CHECK (level BETWEEN 1 AND 4),
    CONSTRAINT agent_capability_source_ck        CHECK (num_nonnulls(manifest_id, granted_by) = 1 OR standing = 'declared'),
    CONSTRAINT agent_capability_granted_ck       CHECK (granted_by IS NULL OR standing = 'verified' AND manifest_id IS NULL)
);
CREATE INDEX agent_capability_verified_ix      ON agora_work.agent_capability (capability_id, principal_id) INCLUDE (level, expires_at) WHERE standing = 'verified';
CREATE INDEX agent_capability_capability_id_ix ON agora_work.agent_capability (capability_id);
CREATE INDEX agent_capability_manifest_id_ix   ON agora_work.agent_capability (manifest_id);
CREATE INDEX agent_capability_granted_by_ix    ON agora_work.agent_capability (granted_by);
COMMENT ON TABLE  agora_work.agent_capability               IS 'What agents can do; read agent_skill.';
COMMENT ON COLUMN agora_work.agent_capability.principal_id  IS 'Agent.';
COMMENT ON COLUMN agora_work.agent_capability.capability_id IS 'Capability.';
COMMENT ON COLUMN agora_work.agent_capability.standing      IS 'declared by itself, or verified: vouched for or granted.';
COMMENT ON COLUMN agora_work.agent_capability.level         IS '1 novice, 2 intermediate, 3 advanced, 4 expert.';
COMMENT ON COLUMN agora_work.agent_capability.expires_at    IS 'From when on it counts no more.';
COMMENT ON COLUMN agora_work.agent_capability.manifest_id   IS 'Manifest that says so; NULL = it was granted, or declared by registering for work.';
COMMENT ON COLUMN agora_work.agent_capability.granted_by    IS 'Operator who granted it.';
COMMENT ON COLUMN agora_work.agent_capability.changed_at    IS 'When it changed last.';

-- Dump pattern_fit: none
CREATE TABLE agora_work.pattern_fit (
    pattern     text        NOT NULL,
    complexity  smallint    NOT NULL,
    fit         agora.score NOT NULL,
    CONSTRAINT pattern_fit_pk            PRIMARY KEY (pattern, complexity),
    CONSTRAINT pattern_fit_complexity_ck CHECK (complexity BETWEEN 1 AND 5)
);
COMMENT ON TABLE  agora_work.pattern_fit            IS 'How well a way of working fits work of a complexity.';
COMMENT ON COLUMN agora_work.pattern_fit.pattern    IS 'early, steady or late.';
COMMENT ON COLUMN agora_work.pattern_fit.complexity IS '1 simple to 5 complex.';
COMMENT ON COLUMN agora_work.pattern_fit.fit        IS 'Fit, 0 to 1.';
