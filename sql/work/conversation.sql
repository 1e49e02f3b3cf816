-- The last sequence number of a sender in a conversation; it only grows. Senders that work in parallel use several.
-- Dump: all
CREATE TABLE agora_work.conversation (
    principal_id   bigint      NOT NULL,
    conversation   text        NOT NULL,
    last_sequence  bigint      NOT NULL,
    last_at        timestamptz NOT NULL,
    CONSTRAINT conversation_pk              PRIMARY KEY (principal_id, conversation),
    CONSTRAINT conversation_principal_id_fk FOREIGN KEY (principal_id) REFERENCES agora.principal (principal_id),
    CONSTRAINT conversation_name_ck         CHECK (length(conversation) BETWEEN 1 AND 200),
    CONSTRAINT conversation_sequence_ck     CHECK (last_sequence > 0)
) WITH (fillfactor = 70);
COMMENT ON TABLE  agora_work.conversation               IS 'Sequence numbers of senders, one per conversation.';
COMMENT ON COLUMN agora_work.conversation.principal_id  IS 'Sender.';
COMMENT ON COLUMN agora_work.conversation.conversation  IS 'Name that the sender chose, 1 to 200 characters.';
COMMENT ON COLUMN agora_work.conversation.last_sequence IS 'Highest number that was taken.';
COMMENT ON COLUMN agora_work.conversation.last_at       IS 'When.';
