-- What a cost report is narrowed to: agent (name), model (reference), stage, category, project, agent_type; texts. What nobody knows is
-- refused: a report of nothing would look like no cost. Agent and model are answered by their ids; an alias is the model it stands for.
-- Errors: 22023 · ZA001 · ZP001 · ZP005 · ZP008.
CREATE OR REPLACE FUNCTION agora_model._read_cost_filter(
    p_only            jsonb,
    OUT principal_id  bigint,
    OUT model_id      bigint
)
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $_read_cost_filter$
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
    PERFORM agora_model._check_work(p_only ->> 'stage', p_only ->> 'category');
    SELECT p.principal_id INTO principal_id FROM agora.principal AS p WHERE p.name = p_only ->> 'agent';
    IF NOT FOUND AND p_only ? 'agent' THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZA001',
            MESSAGE = 'unknown principal',
            DETAIL  = format('agent=%s', left(p_only ->> 'agent', 200)),
            HINT    = 'See agora.principal_directory for the names.';
    END IF;
    model_id := CASE WHEN p_only ? 'model' THEN agora_model._serving_model(p_only ->> 'model') END;
END;
$_read_cost_filter$;

COMMENT ON FUNCTION agora_model._read_cost_filter(jsonb)
    IS 'Ids of the agent and the model that a cost report is narrowed to; refuses an unknown or malformed filter.';
REVOKE ALL ON FUNCTION agora_model._read_cost_filter(jsonb) FROM PUBLIC;
