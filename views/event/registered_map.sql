-- Streams that export and bridge can write instead of the events themselves.
CREATE OR REPLACE VIEW agora_event.registered_map WITH (security_barrier) AS
SELECT m.map,
       m.topics,
       m.description
  FROM agora_event.map AS m;

COMMENT ON VIEW agora_event.registered_map IS 'Registered maps.';
GRANT SELECT ON agora_event.registered_map TO agora_reader;
