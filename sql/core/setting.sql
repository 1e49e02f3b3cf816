-- Every number a document calls adjustable. Definitions are part of the release; values, where set, are user data.
-- Dump setting: none
CREATE TABLE agora.setting (
    key            text    NOT NULL,
    type           text    NOT NULL,
    default_value  text    NOT NULL,
    min_value      numeric,
    max_value      numeric,
    choices        text[],
    unit           text,
    description    text    NOT NULL,
    CONSTRAINT setting_pk        PRIMARY KEY (key),
    CONSTRAINT setting_key_ck    CHECK (key ~ '^[a-z]+(\.[a-z][a-z0-9_]*)+$'),
    CONSTRAINT setting_type_ck   CHECK (type IN ('integer', 'numeric', 'boolean', 'interval', 'text', 'choice')),
    CONSTRAINT setting_range_ck  CHECK (min_value <= max_value),
    CONSTRAINT setting_choice_ck CHECK ((type = 'choice') = (choices IS NOT NULL))
);
COMMENT ON TABLE  agora.setting               IS 'Definitions of the settings; read effective_setting, change with set_setting().';
COMMENT ON COLUMN agora.setting.key           IS 'Dotted name; the first part is the domain.';
COMMENT ON COLUMN agora.setting.type          IS 'integer, numeric, boolean, interval, text or choice.';
COMMENT ON COLUMN agora.setting.default_value IS 'Value while nothing else is set.';
COMMENT ON COLUMN agora.setting.min_value     IS 'Smallest legal value; for an interval in seconds.';
COMMENT ON COLUMN agora.setting.max_value     IS 'Largest legal value; for an interval in seconds.';
COMMENT ON COLUMN agora.setting.choices       IS 'Legal values of a choice.';
COMMENT ON COLUMN agora.setting.unit          IS 'Unit of the value, where it has one.';
COMMENT ON COLUMN agora.setting.description   IS 'What it decides.';

-- Dump setting_value: all
CREATE TABLE agora.setting_value (
    key     text        NOT NULL,
    value   text        NOT NULL,
    set_by  bigint      NOT NULL,
    set_at  timestamptz NOT NULL,
    CONSTRAINT setting_value_pk        PRIMARY KEY (key),
    CONSTRAINT setting_value_key_fk    FOREIGN KEY (key) REFERENCES agora.setting (key),
    CONSTRAINT setting_value_set_by_fk FOREIGN KEY (set_by) REFERENCES agora.principal (principal_id)
);
CREATE INDEX setting_value_set_by_ix ON agora.setting_value (set_by);
COMMENT ON TABLE  agora.setting_value        IS 'Settings that differ from their default.';
COMMENT ON COLUMN agora.setting_value.key    IS 'Setting.';
COMMENT ON COLUMN agora.setting_value.value  IS 'Value in force.';
COMMENT ON COLUMN agora.setting_value.set_by IS 'Who set it.';
COMMENT ON COLUMN agora.setting_value.set_at IS 'When.';

-- Dump setting_history: all
CREATE TABLE agora.setting_history (
    setting_history_id  bigint      GENERATED ALWAYS AS IDENTITY,
    key                 text        NOT NULL,
    old_value           text,
    new_value           text,
    reason              text        NOT NULL,
    changed_by          bigint      NOT NULL,
    changed_at          timestamptz NOT NULL,
    CONSTRAINT setting_history_pk            PRIMARY KEY (setting_history_id),
    CONSTRAINT setting_history_key_fk        FOREIGN KEY (key) REFERENCES agora.setting (key),
    CONSTRAINT setting_history_changed_by_fk FOREIGN KEY (changed_by) REFERENCES agora.principal (principal_id)
);
CREATE INDEX setting_history_key_ix        ON agora.setting_history (key, setting_history_id);
CREATE INDEX setting_history_changed_by_ix ON agora.setting_history (changed_by);
COMMENT ON TABLE  agora.setting_history                    IS 'Every change of a setting; append-only.';
COMMENT ON COLUMN agora.setting_history.setting_history_id IS 'Key, in order of change.';
COMMENT ON COLUMN agora.setting_history.key                IS 'Setting.';
COMMENT ON COLUMN agora.setting_history.old_value          IS 'Value before; NULL = the default was in force.';
COMMENT ON COLUMN agora.setting_history.new_value          IS 'Value after; NULL = back to the default.';
COMMENT ON COLUMN agora.setting_history.reason             IS 'Why.';
COMMENT ON COLUMN agora.setting_history.changed_by         IS 'Who.';
COMMENT ON COLUMN agora.setting_history.changed_at         IS 'When.';
