-- Health: all domains come from one version.
CREATE OR REPLACE FUNCTION agora._probe_release()
RETURNS agora.health_report
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT ROW('release',
               count(DISTINCT r.version) = 1,
               format('agora %s on PostgreSQL %s, %s domains', string_agg(DISTINCT r.version, ', '), current_setting('server_version'), count(*)),
               CASE WHEN count(DISTINCT r.version) <> 1 THEN 'Run: agora db upgrade' END)::agora.health_report
      FROM agora.release AS r;
END;

COMMENT ON FUNCTION agora._probe_release()
    IS 'Health: one version of all domains.';
REVOKE ALL ON FUNCTION agora._probe_release() FROM PUBLIC;
