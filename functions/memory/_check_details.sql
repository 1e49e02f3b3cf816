-- The optional facts of an attempt.
-- Errors: 22023.
CREATE OR REPLACE FUNCTION agora_memory._check_details(p_details jsonb)
RETURNS void
LANGUAGE plpgsql IMMUTABLE
SET search_path = pg_catalog, pg_temp
AS $_check_details$
DECLARE
    v_wrong text;
BEGIN
    PERFORM agora._check_object('p_details', p_details);
    SELECT e.key INTO v_wrong
      FROM jsonb_each(p_details) AS e
     WHERE CASE
               WHEN e.key NOT IN ('project', 'model', 'agent_type', 'execution_id', 'retention', 'tools', 'meta', 'confidence', 'tokens_in', 'tokens_out', 'cost_usd', 'manifest_id') THEN true
               WHEN jsonb_typeof(e.value) = 'null' THEN false
               WHEN e.key IN ('project', 'model', 'agent_type') THEN jsonb_typeof(e.value) <> 'string' OR length(e.value #>> '{}') NOT BETWEEN 1 AND 200
               WHEN e.key = 'execution_id' THEN e.value::text !~ '^"[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}"$'
               WHEN e.key = 'retention' THEN e.value <> ALL ('{"\"short\"", "\"standard\"", "\"permanent\""}'::jsonb[])
               WHEN e.key = 'tools' THEN NOT agora_memory._is_tool_list(e.value)
               WHEN e.key = 'meta' THEN jsonb_typeof(e.value) <> 'object'
               WHEN jsonb_typeof(e.value) <> 'number' THEN true
               WHEN e.key = 'confidence' THEN (e.value)::numeric NOT BETWEEN 0 AND 1
               WHEN e.key = 'cost_usd' THEN (e.value)::numeric NOT BETWEEN 0 AND 1e9 OR scale(trim_scale((e.value)::numeric)) > 12
               ELSE (e.value)::numeric NOT BETWEEN 0 AND 1e15 OR (e.value)::numeric % 1 <> 0
           END
     LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION USING
            ERRCODE = '22023',
            MESSAGE = 'a detail of the attempt is not usable',
            DETAIL  = format('key=%s value=%s', left(v_wrong, 100), left((p_details -> v_wrong)::text, 200)),
            HINT    = 'Known: project, model, agent_type (texts), execution_id (UUID), retention (short, standard, permanent), tools (list of texts or of {tool, ms}), meta (object), confidence (0..1), tokens_in, tokens_out, manifest_id (whole numbers), cost_usd (at most 12 decimals).';
    END IF;
END;
$_check_details$;

COMMENT ON FUNCTION agora_memory._check_details(jsonb)
    IS 'Refuse unknown or malformed details of an attempt.';
REVOKE ALL ON FUNCTION agora_memory._check_details(jsonb) FROM PUBLIC;
