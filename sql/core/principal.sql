-- Who acts. Ids below 1000 are seeded: 1 system, 2 operator, 3 service. A principal is never deleted: history refers to it.
-- Dump: WHERE principal_id >= 1000
CREATE TABLE agora.principal (
    principal_id       bigint      GENERATED ALWAYS AS IDENTITY (START WITH 1000),
    name               text        NOT NULL,
    kind               text        NOT NULL,
    db_role            name,
    db_role_oid        oid,
    db_system          bigint,
    team_id            bigint,
    cohort             text,
    meta               jsonb       NOT NULL DEFAULT '{}',
    terms_accepted_at  timestamptz,
    suspended_at       timestamptz,
    suspended_reason   text,
    created_at         timestamptz NOT NULL,
    CONSTRAINT principal_pk         PRIMARY KEY (principal_id),
    CONSTRAINT principal_name_uq    UNIQUE (name),
    CONSTRAINT principal_db_role_uq UNIQUE (db_role),
    CONSTRAINT principal_team_id_fk FOREIGN KEY (team_id) REFERENCES agora.team (team_id),
    CONSTRAINT principal_name_ck    CHECK (length(name) BETWEEN 1 AND 200),
    CONSTRAINT principal_kind_ck    CHECK (kind IN ('human', 'agent', 'service', 'system')),
    CONSTRAINT principal_binding_ck CHECK ((db_role IS NULL) = (db_role_oid IS NULL) AND (db_role IS NULL) = (db_system IS NULL)),
    CONSTRAINT principal_cohort_ck  CHECK (length(cohort) BETWEEN 1 AND 60),
    CONSTRAINT principal_meta_ck    CHECK (jsonb_typeof(meta) = 'object'),
    CONSTRAINT principal_suspended_reason_ck CHECK ((suspended_at IS NULL) = (suspended_reason IS NULL))
);
CREATE INDEX principal_team_id_ix     ON agora.principal (team_id);
CREATE INDEX principal_db_role_oid_ix ON agora.principal (db_role_oid) WHERE db_role_oid IS NOT NULL;
COMMENT ON TABLE  agora.principal                   IS 'Everybody and everything that acts: humans, agents, services, the system.';
COMMENT ON COLUMN agora.principal.principal_id      IS 'Key; below 1000 are seeded.';
COMMENT ON COLUMN agora.principal.name              IS 'Unique name, 1 to 200 characters.';
COMMENT ON COLUMN agora.principal.kind              IS 'human, agent, service or system.';
COMMENT ON COLUMN agora.principal.db_role           IS 'Database login bound to this principal; such a login acts as nobody else.';
COMMENT ON COLUMN agora.principal.db_role_oid       IS 'That role when it was bound; a role that was renamed or made anew is not the one that was bound.';
COMMENT ON COLUMN agora.principal.db_system         IS 'System identifier of the server on which it was bound; on another one, after a restore, the name alone counts.';
COMMENT ON COLUMN agora.principal.team_id           IS 'Team, if any.';
COMMENT ON COLUMN agora.principal.cohort            IS 'Roll-out cohort, such as alpha or beta.';
COMMENT ON COLUMN agora.principal.meta              IS 'Free description; a JSON object.';
COMMENT ON COLUMN agora.principal.terms_accepted_at IS 'When the terms of use were accepted.';
COMMENT ON COLUMN agora.principal.suspended_at      IS 'Since when suspended; NULL = active. A suspended principal cannot act.';
COMMENT ON COLUMN agora.principal.suspended_reason  IS 'Why suspended.';
COMMENT ON COLUMN agora.principal.created_at        IS 'When registered.';
