-- What is wrong with a call as record_calls() takes it; NULL = nothing.
CREATE OR REPLACE FUNCTION agora_model._record_fault(p_record jsonb)
RETURNS text
LANGUAGE plpgsql STABLE
AS $_record_fault$
DECLARE
    v_fault text[];
BEGIN
    IF jsonb_typeof(p_record) <> 'object' THEN
        RETURN 'a call is an object';
    ELSIF p_record - ARRAY['key', 'model', 'stage', 'usage', 'success', 'latency_ms', 'quality', 'correlation_id', 'called_at', 'category', 'project',
                           'agent_type', 'variant', 'meta'] <> '{}' THEN
        RETURN 'field is not known: ' || (SELECT min(k) FROM jsonb_object_keys(p_record - ARRAY['key', 'model', 'stage', 'usage', 'success', 'latency_ms', 'quality',
                           'correlation_id', 'called_at', 'category', 'project', 'agent_type', 'variant', 'meta']) AS k);
    ELSIF jsonb_typeof(p_record -> 'key') IS DISTINCT FROM 'string' THEN
        RETURN 'key is missing';
    ELSIF NOT (agora._is_text(p_record -> 'key', 200) AND agora._is_text(p_record -> 'model', 300) AND agora._is_text(p_record -> 'stage', 100)) THEN
        RETURN 'key, model and stage are printable texts';
    ELSIF coalesce(jsonb_typeof(p_record -> 'success'), 'boolean') <> 'boolean' THEN
        RETURN 'success is true or false';
    ELSIF NOT (agora._is_number(p_record -> 'latency_ms', 0, 1e9, 1000) AND agora._is_number(p_record -> 'quality', 0, 1, 1000)) THEN
        RETURN 'latency_ms is a number from 0 to 1e9, quality from 0 to 1';
    ELSIF NOT agora._is_time(p_record -> 'called_at') THEN
        RETURN 'called_at is an ISO 8601 time with its zone';
    ELSIF jsonb_typeof(p_record -> 'correlation_id') <> 'null'
          AND p_record ->> 'correlation_id' !~ '^[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$' THEN
        RETURN 'correlation_id is a UUID';
    END IF;
    v_fault := agora_model._call_fault(p_record ->> 'model', p_record -> 'usage', true, NULL, NULL,
                                       coalesce((p_record ->> 'called_at')::timestamptz, agora.now()),
                                       CASE WHEN p_record ?| '{category,project,agent_type,variant,meta}'
                                            THEN jsonb_strip_nulls(jsonb_build_object('category', p_record -> 'category', 'project', p_record -> 'project', 'agent_type', p_record -> 'agent_type',
                                                                                      'variant', p_record -> 'variant', 'meta', p_record -> 'meta'))
                                            ELSE '{}' END, NULL);
    IF v_fault IS NOT NULL THEN
        RETURN v_fault[1] || ': ' || v_fault[2];
    END IF;
    -- One condition in another: a condition with a query costs as much when there is nothing to look up.
    IF p_record ->> 'stage' IS NOT NULL THEN
        IF NOT EXISTS (SELECT FROM agora.stage AS s WHERE s.stage = p_record ->> 'stage') THEN
            RETURN 'unknown stage: ' || (p_record ->> 'stage');
        END IF;
    END IF;
    IF p_record ->> 'category' IS NOT NULL THEN
        IF NOT EXISTS (SELECT FROM agora.problem_category AS c WHERE c.category = p_record ->> 'category') THEN
            RETURN 'unknown category: ' || (p_record ->> 'category');
        END IF;
    END IF;
    RETURN NULL;
END;
$_record_fault$;

COMMENT ON FUNCTION agora_model._record_fault(jsonb)
    IS 'Fault of a call record; NULL = none.';
REVOKE ALL ON FUNCTION agora_model._record_fault(jsonb) FROM PUBLIC;
