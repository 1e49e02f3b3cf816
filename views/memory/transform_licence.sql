-- Where the code of transforms comes from, and the licence last told of each place.
CREATE OR REPLACE VIEW agora_memory.transform_licence WITH (security_barrier) AS
SELECT DISTINCT ON (s.transform_id, s.repository, s.commit, s.path, s.lines)
       s.transform_id,
       t.name,
       t.language,
       s.repository,
       s.commit,
       s.path,
       s.symbol,
       lower(s.lines) AS first_line,
       upper(s.lines) - 1 AS last_line,
       s.licence,
       s.principal_id,
       s.recorded_at
  FROM agora_memory.transform_source AS s
  JOIN agora_memory.transform AS t ON t.transform_id = s.transform_id
 ORDER BY s.transform_id, s.repository, s.commit, s.path, s.lines, s.transform_source_id DESC;

COMMENT ON VIEW agora_memory.transform_licence IS 'Sources of transforms with their SPDX licence; NULL where none was told.';
GRANT SELECT ON agora_memory.transform_licence TO agora_reader;
