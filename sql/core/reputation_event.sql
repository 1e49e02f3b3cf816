-- The one reputation log. A reputation is the sum of its events, never a stored number.
-- Dump: all
CREATE TABLE agora.reputation_event (
    reputation_event_id  bigint      GENERATED ALWAYS AS IDENTITY,
    principal_id         bigint      NOT NULL,
    dimension            text        NOT NULL,
    delta                numeric     NOT NULL,
    reason               text        NOT NULL,
    subject              jsonb       NOT NULL DEFAULT '{}',
    idempotency_key      text        NOT NULL,
    recorded_by          bigint      NOT NULL,
    recorded_at          timestamptz NOT NULL,
    CONSTRAINT reputation_event_pk              PRIMARY KEY (reputation_event_id),
    CONSTRAINT reputation_event_key_uq          UNIQUE (recorded_by, idempotency_key),
    CONSTRAINT reputation_event_principal_id_fk FOREIGN KEY (principal_id) REFERENCES agora.principal (principal_id),
    CONSTRAINT reputation_event_recorded_by_fk  FOREIGN KEY (recorded_by) REFERENCES agora.principal (principal_id),
    CONSTRAINT reputation_event_dimension_ck    CHECK (dimension ~ '^[a-z][a-z0-9_]{0,59}$'),
    CONSTRAINT reputation_event_delta_ck        CHECK (abs(delta) <= 1000),
    CONSTRAINT reputation_event_subject_ck      CHECK (jsonb_typeof(subject) = 'object')
);
CREATE INDEX reputation_event_principal_id_ix ON agora.reputation_event (principal_id, dimension);
COMMENT ON TABLE  agora.reputation_event                     IS 'What changed whose reputation; append-only.';
COMMENT ON COLUMN agora.reputation_event.reputation_event_id IS 'Key.';
COMMENT ON COLUMN agora.reputation_event.principal_id        IS 'Whose reputation.';
COMMENT ON COLUMN agora.reputation_event.dimension           IS 'What about, such as quality or reliability.';
COMMENT ON COLUMN agora.reputation_event.delta               IS 'Change, -1000 to 1000.';
COMMENT ON COLUMN agora.reputation_event.reason              IS 'Why.';
COMMENT ON COLUMN agora.reputation_event.subject             IS 'What it refers to; a JSON object.';
COMMENT ON COLUMN agora.reputation_event.idempotency_key     IS 'Key of the call, unique per recorder.';
COMMENT ON COLUMN agora.reputation_event.recorded_by         IS 'Who recorded it; never the principal itself.';
COMMENT ON COLUMN agora.reputation_event.recorded_at         IS 'When.';
