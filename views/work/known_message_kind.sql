-- Kinds of messages that agora sends.
CREATE OR REPLACE VIEW agora_work.known_message_kind WITH (security_barrier) AS
SELECT k.kind, k.description
  FROM agora_work.message_kind AS k;

COMMENT ON VIEW agora_work.known_message_kind IS 'Kinds of messages that only agora sends, with the fields of their bodies.';
GRANT SELECT ON agora_work.known_message_kind TO agora_reader;
