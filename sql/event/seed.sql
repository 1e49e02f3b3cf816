-- Reference rows of the event domain.
INSERT INTO agora.error_code (sqlstate, name, meaning, is_retryable)
VALUES ('ZE001', 'unknown_topic', 'The topic is not registered.', false),
       ('ZE002', 'unknown_consumer', 'No consumer has this name.', false),
       ('ZE003', 'consumer_exists', 'A consumer of this name exists with other topics or another owner.', false),
       ('ZE004', 'unknown_event', 'There is no such event, or this consumer was not given it.', false),
       ('ZE005', 'topic_exists', 'The topic is registered with other facts.', false),
       ('ZE006', 'worker_replaced', 'Another worker joined under this name, or this one left.', false),
       ('ZE007', 'worker_needed', 'The consumer is shared by workers; only they read from it.', false),
       ('ZE008', 'unknown_letter', 'No dead letter of this consumer is of this event.', false),
       ('ZE009', 'unknown_projection', 'No projection has this name.', false),
       ('ZE010', 'unknown_map', 'No map has this name.', false),
       ('ZE011', 'unknown_webhook', 'No webhook has this name.', false),
       ('ZE012', 'webhook_exists', 'A webhook of this name exists with another address or secret.', false);

INSERT INTO agora.setting (key, type, default_value, min_value, max_value, choices, unit, description)
VALUES ('event.notify_mode', 'choice', 'throttled', NULL, NULL, '{throttled,inline,off}', NULL, 'Wake-up of listeners: at most about one NOTIFY per interval, one per transaction, or none (consumers then poll).'),
       ('event.notify_interval_ms', 'integer', '10', 1, 10000, NULL, 'milliseconds', 'Shortest time between two throttled wake-ups; a listener drains once more after it.'),
       ('event.payload_limit', 'integer', '262144', 1024, 10485760, NULL, 'bytes', 'Largest payload of an event.'),
       ('event.retry_limit', 'integer', '5', 1, 1000, NULL, 'attempts', 'Failed attempts after which an event becomes a dead letter.'),
       ('event.retry_delay', 'interval', '1 second', 0.01, 86400, NULL, NULL, 'How long a share waits after the first failed attempt; twice as long after each further one.'),
       ('event.retry_delay_max', 'interval', '5 minutes', 0.01, 86400, NULL, NULL, 'Longest such wait.'),
       ('event.retry_jitter', 'numeric', '0.1', 0, 1, NULL, NULL, 'Part of every such wait, of a webhook too, that is left to chance.'),
       ('event.webhook_retry_limit', 'integer', '14', 1, 1000, NULL, 'attempts', 'Failed deliveries of an event to a webhook after which it becomes a dead letter.'),
       ('event.webhook_retry_delay', 'interval', '5 seconds', 0.01, 86400, NULL, NULL, 'How long a webhook waits after the first failed delivery; twice as long after each further one.'),
       ('event.webhook_retry_delay_max', 'interval', '2 hours', 0.01, 86400, NULL, NULL, 'Longest such wait.'),
       ('event.webhook_failure_limit', 'integer', '42', 1, 100000, NULL, 'deliveries', 'Failed deliveries in a row, whatever the event, after which a webhook is disabled.'),
       ('event.webhook_timeout', 'interval', '15 seconds', 0.1, 300, NULL, NULL, 'Longest time that a webhook may take to answer, looking up its name and all.');

INSERT INTO agora.state_machine (machine, description)
VALUES ('dead_letter', 'A dead letter can be delivered again, and is then handled or dead again.'),
       ('webhook', 'A webhook is enabled until it fails too often or an operator disables it.');

INSERT INTO agora.state_transition (machine, from_state, to_state, description)
VALUES ('dead_letter', 'dead', 'requeued', 'Somebody wants it delivered again.'),
       ('dead_letter', 'requeued', 'handled', 'Its consumer acknowledged it.'),
       ('dead_letter', 'requeued', 'dead', 'It failed again.'),
       ('dead_letter', 'handled', 'dead', 'The consumer went back with seek(), and it failed again.'),
       ('webhook', 'enabled', 'disabled', 'It failed too often, its endpoint is gone, or an operator disabled it.'),
       ('webhook', 'disabled', 'enabled', 'An operator enabled it.');

INSERT INTO agora_event.topic (topic, description, is_shared, is_builtin, created_at)
VALUES ('event.webhook.disabled.v1', 'A webhook was disabled.', false, true, agora.now()),
       ('event.webhook.enabled.v1', 'A webhook was enabled again.', false, true, agora.now());

INSERT INTO agora.job (job, function_name, every, ordinal, description)
VALUES ('event.retire_events', 'agora_event._retire_events', '10 seconds', 90, 'Ends the retention of events: archives what is kept for ever, then empties the oldest partition; late, because it locks that until the tick ends.');

INSERT INTO agora.partitioned_table (relation, key_column, step)
VALUES ('agora_event.event', 'event_id', 10000000);

INSERT INTO agora.probe (probe, kind, function_name, description)
VALUES ('event.consumers', 'health', 'agora_event._probe_consumers', 'No transaction has held back the delivery of events for long.');
