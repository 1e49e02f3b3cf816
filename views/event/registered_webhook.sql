-- Webhooks and how they fare; services and operators see all, a bound login those it made.
CREATE OR REPLACE VIEW agora_event.registered_webhook WITH (security_barrier) AS
SELECT w.webhook,
       w.url,
       c.topics,
       w.secret_name,
       w.status,
       w.disabled_reason,
       w.failures,
       w.last_error,
       w.last_failed_at,
       w.last_delivered_at,
       w.created_by,
       w.created_at,
       agora.setting_interval('event.webhook_timeout') AS timeout
  FROM agora_event.webhook AS w
  JOIN agora_event.consumer AS c ON c.consumer = w.webhook AND c.share = 0
 WHERE (SELECT agora.visible_principal()) IN (0, w.created_by);

COMMENT ON VIEW agora_event.registered_webhook IS 'Webhooks: where they go, the name of their secret, whether they are enabled, what failed last, how long they may take; their lag is in consumer_lag.';
GRANT SELECT ON agora_event.registered_webhook TO agora_reader;
