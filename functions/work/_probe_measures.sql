-- Invariant: the measures of every agent count its samples.
CREATE OR REPLACE FUNCTION agora_work._probe_measures()
RETURNS SETOF text
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT format('principal_id=%s: measures count %s samples, there are %s', m.principal_id, m.samples, coalesce(o.samples, 0)) AS violation
      FROM agora_work.agent_measure AS m
      LEFT JOIN (SELECT s.principal_id, count(*) AS samples FROM agora_work.operation AS s GROUP BY s.principal_id) AS o ON o.principal_id = m.principal_id
     WHERE m.samples <> coalesce(o.samples, 0)
     ORDER BY m.principal_id;
END;

COMMENT ON FUNCTION agora_work._probe_measures()
    IS 'Invariant: measures of agents count their samples.';
REVOKE ALL ON FUNCTION agora_work._probe_measures() FROM PUBLIC;
