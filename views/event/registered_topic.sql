-- Topics that can be published to.
CREATE OR REPLACE VIEW agora_event.registered_topic WITH (security_barrier) AS
SELECT t.topic,
       t.description,
       t.retention,
       t.is_shared,
       t.is_builtin,
       t.created_at
  FROM agora_event.topic AS t;

COMMENT ON VIEW agora_event.registered_topic IS 'Registered topics.';
GRANT SELECT ON agora_event.registered_topic TO agora_reader;
