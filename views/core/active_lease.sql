-- Leases that still bind. Columns are listed: this view is API and a new table column must not appear here by accident.
CREATE OR REPLACE VIEW agora.active_lease WITH (security_barrier) AS
SELECT l.resource,
       l.holder_id,
       l.epoch,
       l.lease_until
  FROM agora.lease AS l
 WHERE l.lease_until > agora.now();

COMMENT ON VIEW agora.active_lease IS 'Unexpired leases with their fencing epochs.';
GRANT SELECT ON agora.active_lease TO agora_reader;
