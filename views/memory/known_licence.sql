-- What a licence expression may name.
CREATE OR REPLACE VIEW agora_memory.known_licence WITH (security_barrier) AS
SELECT l.licence,
       l.is_exception,
       l.is_deprecated
  FROM agora_memory.spdx_licence AS l;

COMMENT ON VIEW agora_memory.known_licence IS 'Identifiers of the SPDX licence list.';
GRANT SELECT ON agora_memory.known_licence TO agora_reader;
