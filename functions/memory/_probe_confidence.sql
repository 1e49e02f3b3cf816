-- Health: confidence respects how much was seen. With a small z it would be the mere ratio, and one lucky success would go before
-- a proven fix.
CREATE OR REPLACE FUNCTION agora_memory._probe_confidence()
RETURNS agora.health_report
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT ROW('confidence',
               b.proven > b.lucky,
               format('95 of 100 is worth %s, 1 of 1 %s', b.proven, b.lucky),
               CASE WHEN b.proven <= b.lucky THEN 'Raise memory.wilson_z; 1.96 is a 95 % interval.' END)::agora.health_report
      FROM (SELECT agora_memory.wilson_lower_bound(95, 100, s.z) AS proven, agora_memory.wilson_lower_bound(1, 1, s.z) AS lucky
              FROM (SELECT agora.setting_numeric('memory.wilson_z') AS z) AS s) AS b;
END;

COMMENT ON FUNCTION agora_memory._probe_confidence()
    IS 'Health: 95 of 100 goes before 1 of 1.';
REVOKE ALL ON FUNCTION agora_memory._probe_confidence() FROM PUBLIC;
