-- The inbox: messages that stay until their recipient has acknowledged them. One that was read and not acknowledged in time is
-- delivered again; after work.message_deliveries of them it is a dead letter, also while nobody writes that down. No index holds
-- what a delivery changes.
-- Dump message_kind: none
CREATE TABLE agora_work.message_kind (
    kind         text NOT NULL,
    description  text NOT NULL,
    CONSTRAINT message_kind_pk PRIMARY KEY (kind)
);
COMMENT ON TABLE  agora_work.message_kind             IS 'Kinds of messages that only agora sends, so that they can be believed.';
COMMENT ON COLUMN agora_work.message_kind.kind        IS 'Kind.';
COMMENT ON COLUMN agora_work.message_kind.description IS 'What it says, and the fields of its body.';

-- Dump message: all
CREATE TABLE agora_work.message (
    message_id    bigint      GENERATED ALWAYS AS IDENTITY,
    recipient_id  bigint      NOT NULL,
    sender_id     bigint      NOT NULL,
    kind          text        NOT NULL,
    body          jsonb       NOT NULL,
    sent_at       timestamptz NOT NULL,
    visible_at    timestamptz NOT NULL,
    deliveries    integer     NOT NULL DEFAULT 0,
    acked_at      timestamptz,
    dead_at       timestamptz,
    CONSTRAINT message_pk              PRIMARY KEY (message_id),
    CONSTRAINT message_recipient_id_fk FOREIGN KEY (recipient_id) REFERENCES agora.principal (principal_id),
    CONSTRAINT message_sender_id_fk    FOREIGN KEY (sender_id) REFERENCES agora.principal (principal_id),
    CONSTRAINT message_kind_ck         CHECK (kind ~ '^[a-z][a-z0-9_]{0,59}$'),
    CONSTRAINT message_body_ck         CHECK (jsonb_typeof(body) = 'object'),
    CONSTRAINT message_deliveries_ck   CHECK (deliveries >= 0)
) WITH (fillfactor = 70);
CREATE INDEX message_open_ix         ON agora_work.message (recipient_id, message_id) WHERE acked_at IS NULL AND dead_at IS NULL;
CREATE INDEX message_sender_id_ix    ON agora_work.message (sender_id);
COMMENT ON TABLE  agora_work.message              IS 'Messages to principals; see inbox_message.';
COMMENT ON COLUMN agora_work.message.message_id   IS 'Key.';
COMMENT ON COLUMN agora_work.message.recipient_id IS 'Whom it is for; nobody else reads it.';
COMMENT ON COLUMN agora_work.message.sender_id    IS 'Who sent it, or did what it tells of.';
COMMENT ON COLUMN agora_work.message.kind         IS 'What it is about.';
COMMENT ON COLUMN agora_work.message.body         IS 'What it says; a JSON object.';
COMMENT ON COLUMN agora_work.message.sent_at      IS 'When it was sent.';
COMMENT ON COLUMN agora_work.message.visible_at   IS 'Not delivered (again) before.';
COMMENT ON COLUMN agora_work.message.deliveries   IS 'How often it was delivered.';
COMMENT ON COLUMN agora_work.message.acked_at     IS 'When its recipient acknowledged it.';
COMMENT ON COLUMN agora_work.message.dead_at      IS 'When it was found to be a dead letter.';
