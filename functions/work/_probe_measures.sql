-- Invariant: the measures of every agent count its samples, retired ones included, and its reputation is what the last event of the log says.
CREATE OR REPLACE FUNCTION agora_work._probe_measures()
RETURNS SETOF text
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT format('principal_id=%s: measures count %s samples, there are %s', m.principal_id, m.samples, coalesce(o.samples, 0) + coalesce(r.samples, 0)) AS violation
      FROM agora_work.agent_measure AS m
      LEFT JOIN (SELECT s.principal_id, count(*) AS samples FROM agora_work.operation AS s GROUP BY s.principal_id) AS o ON o.principal_id = m.principal_id
      LEFT JOIN agora_work.retired_operation AS r ON r.principal_id = m.principal_id
     WHERE m.samples <> coalesce(o.samples, 0) + coalesce(r.samples, 0)
     UNION ALL
    SELECT format('principal_id=%s: the log took a reputation of %s, its last event says %s', m.principal_id, m.logged, e.reputation) AS violation
      FROM agora_work.agent_measure AS m
      LEFT JOIN (SELECT DISTINCT ON (v.principal_id) v.principal_id, (v.subject ->> 'reputation')::numeric AS reputation
                   FROM agora.reputation_event AS v
                  WHERE v.dimension = 'measured'
                  ORDER BY v.principal_id, v.reputation_event_id DESC) AS e ON e.principal_id = m.principal_id
     WHERE m.logged::numeric IS DISTINCT FROM e.reputation
     ORDER BY violation;
END;

COMMENT ON FUNCTION agora_work._probe_measures()
    IS 'Invariant: measures of agents count their samples and agree with the reputation log.';
REVOKE ALL ON FUNCTION agora_work._probe_measures() FROM PUBLIC;
