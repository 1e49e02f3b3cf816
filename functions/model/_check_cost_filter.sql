-- What a cost report may be narrowed to: agent (name), model (reference), stage, category, project, agent_type; texts.
-- Errors: 22023.
CREATE OR REPLACE FUNCTION agora_model._check_cost_filter(p_only jsonb)
RETURNS void
LANGUAGE plpgsql IMMUTABLE
SET search_path = pg_catalog, pg_temp
AS $_check_cost_filter$
DECLARE
    v_wrong text;
BEGIN
    PERFORM agora._check_object('p_only', p_only);
    SELECT e.key INTO v_wrong
      FROM jsonb_each(p_only) AS e
     WHERE e.key NOT IN ('agent', 'model', 'stage', 'category', 'project', 'agent_type') OR jsonb_typeof(e.value) <> 'string'
     LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION USING
            ERRCODE = '22023',
            MESSAGE = 'report cannot be narrowed so',
            DETAIL  = format('key=%s value=%s', left(v_wrong, 100), left((p_only -> v_wrong)::text, 200)),
            HINT    = 'Known: agent, model, stage, category, project, agent_type; texts.';
    END IF;
END;
$_check_cost_filter$;

COMMENT ON FUNCTION agora_model._check_cost_filter(jsonb)
    IS 'Refuse an unknown or malformed filter of a cost report.';
REVOKE ALL ON FUNCTION agora_model._check_cost_filter(jsonb) FROM PUBLIC;
