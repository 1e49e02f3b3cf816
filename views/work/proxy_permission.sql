-- Servers that agents may have called, with a row for each route on them.
CREATE OR REPLACE VIEW agora_work.proxy_permission WITH (security_barrier) AS
SELECT t.proxy_target_id,
       t.alias,
       t.base_url,
       t.max_seconds,
       t.is_private,
       r.proxy_route_id,
       r.principal_id,
       r.methods,
       r.path_pattern,
       r.headers,
       coalesce(r.reason, t.reason) AS reason,
       coalesce(r.allowed_by, t.allowed_by) AS allowed_by,
       coalesce(r.allowed_at, t.allowed_at) AS allowed_at,
       least(t.ended_at, r.ended_at) AS ended_at
  FROM agora_work.proxy_target AS t
  LEFT JOIN agora_work.proxy_route AS r ON r.proxy_target_id = t.proxy_target_id;

COMMENT ON VIEW agora_work.proxy_permission IS 'Allow-list of calls, with what was on it before; where principal_id is NULL, for all with the capability network:http:external.';
GRANT SELECT ON agora_work.proxy_permission TO agora_reader;
