-- Messages with what became of them. Whether one is dead or comes again is a matter of the clock, not of a sweep.
CREATE OR REPLACE VIEW agora_work.inbox_message WITH (security_barrier) AS
SELECT m.message_id,
       m.recipient_id,
       m.sender_id,
       m.kind,
       m.body,
       CASE WHEN m.acked_at IS NOT NULL THEN 'acked'
            WHEN m.visible_at > agora.now() THEN 'delivered'
            WHEN m.dead_at IS NOT NULL OR m.deliveries >= (SELECT agora.setting_integer('work.message_deliveries')) THEN 'dead'
            ELSE 'waiting' END AS status,
       m.deliveries,
       m.sent_at,
       m.visible_at,
       m.acked_at
  FROM agora_work.message AS m
 WHERE (SELECT agora.visible_principal()) IN (0, m.recipient_id);

COMMENT ON VIEW agora_work.inbox_message IS 'Messages: waiting, delivered and not acknowledged yet, acked, or dead letters; a bound login sees its own.';
GRANT SELECT ON agora_work.inbox_message TO agora_reader;
