-- Schema of the event domain.
CREATE SCHEMA agora_event AUTHORIZATION agora_owner;
COMMENT ON SCHEMA agora_event IS 'agora events: topics, the outbox, consumers, wake-up.';
GRANT USAGE ON SCHEMA agora_event TO agora_reader, agora_service, agora_operator;
