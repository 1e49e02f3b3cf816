-- Who is who: names are shared knowledge, the rest is seen by the principal itself, by services and operators.
CREATE OR REPLACE VIEW agora.principal_directory WITH (security_barrier) AS
SELECT p.principal_id,
       p.name,
       p.kind,
       t.name AS team,
       p.suspended_at IS NULL AS is_active,
       CASE WHEN v.is_visible THEN p.cohort END            AS cohort,
       CASE WHEN v.is_visible THEN p.meta END              AS meta,
       CASE WHEN v.is_visible THEN p.db_role END           AS db_role,
       CASE WHEN v.is_visible THEN p.terms_accepted_at END AS terms_accepted_at,
       CASE WHEN v.is_visible THEN p.suspended_at END      AS suspended_at,
       CASE WHEN v.is_visible THEN p.suspended_reason END  AS suspended_reason,
       p.created_at
  FROM agora.principal AS p
  LEFT JOIN agora.team AS t ON t.team_id = p.team_id
 CROSS JOIN LATERAL (SELECT (SELECT agora.visible_principal()) IN (0, p.principal_id) AS is_visible) AS v;

COMMENT ON VIEW agora.principal_directory IS 'Principals; private columns are NULL for everybody but the principal, services and operators.';
GRANT SELECT ON agora.principal_directory TO agora_reader;
