-- Derived tables that replay() rebuilds and state_at() looks into.
CREATE OR REPLACE VIEW agora_event.registered_projection WITH (security_barrier) AS
SELECT p.projection,
       p.topics,
       p.relation,
       p.description
  FROM agora_event.projection AS p;

COMMENT ON VIEW agora_event.registered_projection IS 'Registered projections.';
GRANT SELECT ON agora_event.registered_projection TO agora_reader;
