-- Topics that can be published to, with the retention in force.
CREATE OR REPLACE VIEW agora_event.registered_topic WITH (security_barrier) AS
SELECT t.topic,
       t.description,
       CASE WHEN r.topic IS NULL THEN t.retention ELSE r.retention END AS retention,
       t.is_shared,
       t.is_builtin,
       t.created_at,
       t.is_permanent,
       substring(t.topic FROM '[0-9]+$')::integer AS payload_version,
       t.payload
  FROM agora_event.topic AS t
  LEFT JOIN agora_event.topic_retention AS r ON r.topic = t.topic AND NOT t.is_permanent;

COMMENT ON VIEW agora_event.registered_topic IS 'Registered topics; retention NULL = for ever.';
GRANT SELECT ON agora_event.registered_topic TO agora_reader;
