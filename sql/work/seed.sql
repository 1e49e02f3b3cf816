-- Reference rows of the work domain.
-- Agents: messages, witness, capabilities, limits.
INSERT INTO agora.error_code (sqlstate, name, meaning, is_retryable)
VALUES ('ZW040', 'message_too_large', 'The message is missing or has more bytes than work.message_bytes.', false),
       ('ZW041', 'unknown_key', 'No public key has this name.', false),
       ('ZW042', 'key_not_valid', 'The key is not valid yet, or no longer.', false),
       ('ZW043', 'key_revoked', 'The key was revoked.', false),
       ('ZW044', 'bad_signature', 'The signature is not that of these bytes by this key.', false),
       ('ZW045', 'bad_envelope', 'What was signed is not an envelope.', false),
       ('ZW046', 'sender_mismatch', 'The sender is not the owner of the key.', false),
       ('ZW047', 'message_stale', 'The message was issued too long ago, or in the future.', false),
       ('ZW048', 'nonce_used', 'The sender used this nonce before.', false),
       ('ZW049', 'sequence_behind', 'The sequence number of the conversation does not grow.', false),
       ('ZW050', 'action_not_allowed', 'Messages may not ask for this action.', false),
       ('ZW051', 'content_mismatch', 'The content does not fit the arguments of the action.', false),
       ('ZW052', 'key_taken', 'The name or the key is taken, with other facts.', false);

INSERT INTO agora.setting (key, type, default_value, min_value, max_value, unit, description)
VALUES ('work.message_bytes', 'integer', '1000000', 1000, 16000000, 'bytes', 'Largest message that submit() takes.'),
       ('work.message_skew', 'interval', '30 seconds', 0, 60, NULL, 'How far the clock of a sender may be off, either way.'),
       ('work.message_ttl', 'integer', '300', 1, 300, 'seconds', 'Longest life that a message may claim.'),
       ('work.conversation_retention', 'interval', '30 days', 3600, 315360000, NULL, 'How long the sequence of a conversation that nobody goes on with is kept; a message is too old for its clock long before.'),
       ('work.witness_security', 'interval', '730 days', 86400, 3155760000, NULL, 'How long entries of the class security are kept.'),
       ('work.witness_operations', 'interval', '365 days', 86400, 3155760000, NULL, 'How long entries of the class operations are kept.'),
       ('work.witness_debug', 'interval', '90 days', 86400, 3155760000, NULL, 'How long entries of the class debug are kept.');

INSERT INTO agora_event.topic (topic, description, is_builtin, created_at)
VALUES ('work.key.added.v1', 'A public key is trusted.', true, agora.now()),
       ('work.key.revoked.v1', 'A public key is trusted no longer.', true, agora.now()),
       ('work.witness.anchored.v1', 'Heads of the witness were put under one hash; keep it elsewhere.', true, agora.now());

INSERT INTO agora.job (job, function_name, every, description)
VALUES ('work.anchor_witness', 'agora_work._anchor_moved', '10 minutes', 'Anchors the streams of the witness that moved.'),
       ('work.forget_messages', 'agora_work._forget_messages', '1 minute', 'Ends the retention of nonces and conversations.'),
       ('work.forget_witness', 'agora_work._forget_witness', '1 hour', 'Ends the retention of entries of the witness.');

INSERT INTO agora.probe (probe, kind, function_name, description)
VALUES ('work.witness', 'invariant', 'agora_work._probe_witness', 'Streams of the witness end at their heads, and anchors follow each other.');
