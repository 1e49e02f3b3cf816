-- What a sandbox job may use: what it asks for, no more than the settings allow, and those where it asks for nothing.
-- Errors: 22023.
CREATE OR REPLACE FUNCTION agora_work._sandbox_limits(p_limits jsonb)
RETURNS jsonb
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $_sandbox_limits$
DECLARE
    v_most   jsonb := jsonb_build_object(
        'cpu_seconds', agora.setting_integer('work.sandbox_cpu_seconds'), 'wall_seconds', agora.setting_integer('work.sandbox_wall_seconds'),
        'memory_bytes', agora.setting_numeric('work.sandbox_memory_bytes'), 'file_bytes', agora.setting_integer('work.sandbox_file_bytes'),
        'output_bytes', agora.setting_integer('work.sandbox_output_bytes'), 'processes', agora.setting_integer('work.sandbox_processes'));
    v_wrong  text;
BEGIN
    PERFORM agora._check_object('p_limits', p_limits);
    SELECT l.key INTO v_wrong
      FROM jsonb_each(p_limits) AS l(key, value)
     WHERE CASE WHEN NOT v_most ? l.key OR jsonb_typeof(l.value) <> 'number' THEN true
                ELSE l.value::numeric NOT BETWEEN (l.key <> 'file_bytes')::integer AND (v_most ->> l.key)::numeric OR l.value::numeric % 1 <> 0 END
     ORDER BY l.key
     LIMIT 1;
    IF v_wrong IS NOT NULL THEN
        RAISE EXCEPTION USING
            ERRCODE = '22023',
            MESSAGE = 'limit is not usable',
            DETAIL  = format('limit=%s value=%s most=%s', left(v_wrong, 100), left((p_limits -> v_wrong)::text, 100), coalesce(v_most ->> v_wrong, 'unknown')),
            HINT    = 'Ask for whole numbers of cpu_seconds, wall_seconds, memory_bytes, file_bytes, output_bytes, processes, no more than the settings work.sandbox_... allow.';
    END IF;
    RETURN v_most || p_limits;
END;
$_sandbox_limits$;

COMMENT ON FUNCTION agora_work._sandbox_limits(jsonb)
    IS 'Limits of a sandbox job, complete.';
REVOKE ALL ON FUNCTION agora_work._sandbox_limits(jsonb) FROM PUBLIC;
