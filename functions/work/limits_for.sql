-- Limits for whoever runs an agent: those of its contract, or of the tier untrusted where it has none.
-- Errors: ZA001.
CREATE OR REPLACE FUNCTION agora_work.limits_for(p_agent bigint)
RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $limits_for$
BEGIN
    PERFORM agora._check_principal('p_agent', p_agent);
    RETURN coalesce((SELECT c.limits FROM agora_work.contract AS c WHERE c.principal_id = p_agent AND c.valid_until > agora.now()),
                    (SELECT to_jsonb(t) - 'tier' - 'description' FROM agora_work.resource_tier AS t WHERE t.tier = 'untrusted'));
END;
$limits_for$;

COMMENT ON FUNCTION agora_work.limits_for(bigint)
    IS 'Limits of an agent: memory_mb, cpu_percent, exec_seconds, open_files, calls_per_second.';
REVOKE ALL ON FUNCTION agora_work.limits_for(bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_work.limits_for(bigint) TO agora_reader;
