-- Patterns with their best version and how well they work for others.
CREATE OR REPLACE VIEW agora_memory.known_pattern WITH (security_barrier) AS
SELECT p.pattern_id,
       p.cluster_id,
       p.name,
       p.pattern_type,
       p.role,
       p.category,
       v.description,
       v.template,
       v.parameters,
       v.details,
       v.version,
       p.versions,
       p.author_id,
       p.status,
       p.quality,
       p.quality >= agora.setting_numeric('memory.pattern_library_min') AS is_library,
       p.novelty,
       p.diversity,
       p.uses,
       p.successes,
       p.failures,
       p.own_uses,
       round(p.successes::numeric / nullif(p.uses, 0), 6) AS success_ratio,
       agora_memory.wilson_lower_bound(p.successes, p.uses, agora.setting_numeric('memory.wilson_z')) AS confidence,
       p.last_used_at,
       p.archived_at,
       p.archived_reason,
       p.recorded_at
  FROM agora_memory.pattern AS p
 CROSS JOIN LATERAL (
       SELECT x.description, x.template, x.parameters, x.details, x.version
         FROM agora_memory.pattern_version AS x
        WHERE x.pattern_id = p.pattern_id
        ORDER BY x.quality DESC, x.pattern_version_id
        LIMIT 1) AS v;

COMMENT ON VIEW agora_memory.known_pattern IS 'Patterns, archived ones included: best version, scores, uses by others with ratio and Wilson confidence; is_library from quality 0.95.';
GRANT SELECT ON agora_memory.known_pattern TO agora_reader;
