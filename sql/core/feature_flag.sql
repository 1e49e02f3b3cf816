-- Feature flags. Definitions are part of the release; state and overrides are user data.
-- Dump feature_flag: none
CREATE TABLE agora.feature_flag (
    flag           text    NOT NULL,
    default_on     boolean NOT NULL,
    default_stage  text    NOT NULL,
    description    text    NOT NULL,
    CONSTRAINT feature_flag_pk               PRIMARY KEY (flag),
    CONSTRAINT feature_flag_flag_ck          CHECK (flag ~ '^[a-z][a-z0-9_]*$'),
    CONSTRAINT feature_flag_default_stage_ck CHECK (default_stage IN ('alpha', 'beta', 'opt_in', 'ga'))
);
COMMENT ON TABLE  agora.feature_flag               IS 'Definitions of the feature flags; ask flag_on(), change with set_flag().';
COMMENT ON COLUMN agora.feature_flag.flag          IS 'Name.';
COMMENT ON COLUMN agora.feature_flag.default_on    IS 'Whether it is on while nothing else is set.';
COMMENT ON COLUMN agora.feature_flag.default_stage IS 'Roll-out stage while nothing else is set.';
COMMENT ON COLUMN agora.feature_flag.description   IS 'What is written only while it is on.';

-- Dump feature_flag_state: all
CREATE TABLE agora.feature_flag_state (
    flag    text        NOT NULL,
    is_on   boolean     NOT NULL,
    stage   text        NOT NULL,
    valid   tstzrange   NOT NULL DEFAULT tstzrange(NULL, NULL),
    set_by  bigint      NOT NULL,
    set_at  timestamptz NOT NULL,
    CONSTRAINT feature_flag_state_pk        PRIMARY KEY (flag),
    CONSTRAINT feature_flag_state_flag_fk   FOREIGN KEY (flag) REFERENCES agora.feature_flag (flag),
    CONSTRAINT feature_flag_state_set_by_fk FOREIGN KEY (set_by) REFERENCES agora.principal (principal_id),
    CONSTRAINT feature_flag_state_stage_ck  CHECK (stage IN ('alpha', 'beta', 'opt_in', 'ga')),
    CONSTRAINT feature_flag_state_valid_ck  CHECK (NOT isempty(valid))
);
CREATE INDEX feature_flag_state_set_by_ix ON agora.feature_flag_state (set_by);
COMMENT ON TABLE  agora.feature_flag_state        IS 'Flags whose state differs from their default.';
COMMENT ON COLUMN agora.feature_flag_state.flag   IS 'Flag.';
COMMENT ON COLUMN agora.feature_flag_state.is_on  IS 'Off here is off for everybody, whatever an override says.';
COMMENT ON COLUMN agora.feature_flag_state.stage  IS 'alpha and beta: only those cohorts; opt_in: only overrides; ga: everybody.';
COMMENT ON COLUMN agora.feature_flag_state.valid  IS 'When this state holds; outside it the flag is off.';
COMMENT ON COLUMN agora.feature_flag_state.set_by IS 'Who set it.';
COMMENT ON COLUMN agora.feature_flag_state.set_at IS 'When.';

-- Dump feature_flag_override: all
CREATE TABLE agora.feature_flag_override (
    flag          text        NOT NULL,
    principal_id  bigint      NOT NULL,
    is_on         boolean     NOT NULL,
    set_by        bigint      NOT NULL,
    set_at        timestamptz NOT NULL,
    CONSTRAINT feature_flag_override_pk              PRIMARY KEY (flag, principal_id),
    CONSTRAINT feature_flag_override_flag_fk         FOREIGN KEY (flag) REFERENCES agora.feature_flag (flag),
    CONSTRAINT feature_flag_override_principal_id_fk FOREIGN KEY (principal_id) REFERENCES agora.principal (principal_id),
    CONSTRAINT feature_flag_override_set_by_fk       FOREIGN KEY (set_by) REFERENCES agora.principal (principal_id)
);
CREATE INDEX feature_flag_override_principal_id_ix ON agora.feature_flag_override (principal_id);
CREATE INDEX feature_flag_override_set_by_ix       ON agora.feature_flag_override (set_by);
COMMENT ON TABLE  agora.feature_flag_override              IS 'Flags switched for one principal.';
COMMENT ON COLUMN agora.feature_flag_override.flag         IS 'Flag.';
COMMENT ON COLUMN agora.feature_flag_override.principal_id IS 'For whom.';
COMMENT ON COLUMN agora.feature_flag_override.is_on        IS 'On or off for this principal.';
COMMENT ON COLUMN agora.feature_flag_override.set_by       IS 'Who set it.';
COMMENT ON COLUMN agora.feature_flag_override.set_at       IS 'When.';
