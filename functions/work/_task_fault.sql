-- What is wrong with a task as add_tasks() takes it; NULL = nothing. What it refers to is looked up later.
CREATE OR REPLACE FUNCTION agora_work._task_fault(p_task jsonb)
RETURNS text
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $_task_fault$
DECLARE
    c_fields   text[] := '{title,code,kind,priority,needs,capabilities,environment,exclusive,assignee,not_before,deadline,estimate,ttl,complexity,max_attempts,details,correlation_id}';
    v_duration interval;
BEGIN
    IF jsonb_typeof(p_task) <> 'object' OR p_task - c_fields <> '{}' THEN
        RETURN 'a task is an object with some of ' || array_to_string(c_fields, ', ');
    ELSIF coalesce(jsonb_typeof(p_task -> 'title'), 'null') = 'null' OR NOT agora._is_text(p_task -> 'title', 200) THEN
        RETURN 'title is a printable text of 1 to 200 characters';
    ELSIF NOT agora_work._is_text_list(jsonb_build_array(coalesce(nullif(p_task -> 'code', 'null'), '"x"')), 1, '^[A-Za-z0-9][A-Za-z0-9._:/-]{0,99}$') THEN
        RETURN 'code is 1 to 100 letters, digits and . _ : / -';
    ELSIF NOT coalesce(nullif(p_task -> 'kind', 'null'), '"critical"') <@ '["critical", "filler", "universal"]' THEN
        RETURN 'kind is critical, filler or universal';
    ELSIF NOT (agora._is_number(p_task -> 'priority', 0, 100, 0) AND agora._is_number(p_task -> 'complexity', 1, 5, 0)
               AND agora._is_number(p_task -> 'max_attempts', 1, 1000, 0) AND agora._is_number(p_task -> 'assignee', 1, 9e18, 0)) THEN
        RETURN 'priority is a whole number from 0 to 100, complexity from 1 to 5, max_attempts from 1 to 1000, assignee the id of an agent';
    ELSIF NOT agora_work._is_text_list(p_task -> 'capabilities', 20, '^[a-z0-9][a-z0-9:._/-]{0,63}$') THEN
        RETURN 'capabilities are at most 20 codes';
    ELSIF NOT agora_work._is_text_list(jsonb_build_array(coalesce(nullif(p_task -> 'environment', 'null'), '"x"')), 1, '^[a-z][a-z0-9_]{0,59}$') THEN
        RETURN 'environment is a word in lower case';
    ELSIF NOT agora_work._is_text_list(p_task -> 'exclusive', 100, '^[[:graph:]]([[:print:]]{0,198}[[:graph:]])?$') THEN
        RETURN 'exclusive are at most 100 keys of 1 to 200 printable characters';
    ELSIF coalesce(jsonb_typeof(p_task -> 'needs'), 'null') NOT IN ('array', 'null')
          OR EXISTS (SELECT FROM jsonb_array_elements(CASE jsonb_typeof(p_task -> 'needs') WHEN 'array' THEN p_task -> 'needs' ELSE '[]' END) AS n(need)
                      WHERE jsonb_typeof(n.need) NOT IN ('number', 'string') OR NOT (jsonb_typeof(n.need) = 'string' OR agora._is_number(n.need, 1, 9e18, 0))) THEN
        RETURN 'needs are codes or ids of tasks';
    ELSIF coalesce(jsonb_array_length(nullif(p_task -> 'needs', 'null')), 0) > 1000 THEN
        RETURN 'needs are at most 1000';
    ELSIF NOT (agora._is_time(p_task -> 'not_before') AND agora._is_time(p_task -> 'deadline')) THEN
        RETURN 'not_before and deadline are ISO 8601 times with their zone, such as 2026-01-31T18:00:00Z, with hours to 23, minutes and seconds to 59';
    ELSIF coalesce(jsonb_typeof(p_task -> 'details'), 'null') NOT IN ('object', 'null') OR octet_length(p_task ->> 'details') > 100000
          OR p_task -> 'details' @? '$.**{100}' THEN
        RETURN 'details are an object of at most 100000 bytes, nested at most 100 deep';
    ELSIF jsonb_typeof(p_task -> 'correlation_id') <> 'null' AND p_task ->> 'correlation_id' !~ '^[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$' THEN
        RETURN 'correlation_id is a UUID';
    ELSIF jsonb_typeof(p_task -> 'estimate') <> 'null' THEN
        v_duration := agora_work._duration(p_task -> 'estimate');
        IF v_duration IS NULL OR v_duration < interval '0' OR v_duration > interval '3650 days' THEN
            RETURN 'estimate is a number of seconds or a text such as 90 minutes, not negative and at most ten years';
        END IF;
    END IF;
    v_duration := agora_work._duration(p_task -> 'ttl');
    IF jsonb_typeof(p_task -> 'ttl') <> 'null' AND (v_duration IS NULL OR v_duration < interval '60 seconds' OR v_duration > interval '24 hours') THEN
        RETURN 'ttl is a duration from 60 seconds to 24 hours';
    END IF;
    RETURN NULL;
END;
$_task_fault$;

COMMENT ON FUNCTION agora_work._task_fault(jsonb)
    IS 'Fault of a task in JSON; NULL = none.';
REVOKE ALL ON FUNCTION agora_work._task_fault(jsonb) FROM PUBLIC;
