-- What is wrong with a field of an attempt record that _record_misfit() found, in a sentence that shows its value.
CREATE OR REPLACE FUNCTION agora_memory._misfit_reason(
    p_record  jsonb,
    p_field   text
)
RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE p_field
    WHEN '*' THEN CASE jsonb_typeof(p_record) WHEN 'object' THEN 'a record is nested at most 100 deep' ELSE format('a record is a JSON object, not %s', jsonb_typeof(p_record)) END
    WHEN '?' THEN (SELECT format('%s is not a known field', left(min(k.name), 200))
                     FROM jsonb_object_keys(p_record - agora_memory._record_fields()) AS k(name))
    ELSE (SELECT format('%s is not %s: %s', p_field, r.rule, left((p_record #> string_to_array(p_field, '.'))::text, 200))
            FROM (VALUES
                 ('{id,agent,agent_type,project,category,parent,model}'::text[], 'a printable text of 1 to 200 characters'),
                 ('{language}', 'a printable text of 1 to 40 characters'),
                 ('{request}', 'a text of 1 to 100000 characters'),
                 ('{approach}', 'a text of 1 to 10000 characters'),
                 ('{code}', 'a text of at most 10000000 characters'),
                 ('{error}', 'an object of type, message and stack'),
                 ('{error.type}', 'a printable text of 1 to 500 characters'),
                 ('{error.message,error.stack}', 'a text of at most 1000000 characters'),
                 ('{status}', 'success, error, timeout, cancelled or partial'),
                 ('{parent_attempt_id}', 'a whole number from 1'),
                 ('{correlation_id,execution_id}', 'a UUID such as 123e4567-e89b-42d3-a456-426614174000'),
                 ('{transforms}', 'a list of at most 100 different ids'),
                 ('{quality,confidence}', 'a number from 0 to 1'),
                 ('{tokens_in,tokens_out}', 'a whole number from 0 to 1e15'),
                 ('{cost_usd}', 'a number from 0 to 1e9 of at most 12 decimals'),
                 ('{tools}', 'a list of at most 1000 texts or objects of tool and ms'),
                 ('{retention}', 'short, standard or permanent'),
                 ('{steps}', 'a list of at most 1000 objects of name, outcome, detail, started_at, finished_at, pre and post'),
                 ('{files}', 'a list of at most 10000 objects of path, operation, before and after'),
                 ('{snapshots}', 'a list of at most 1000 objects of kind and content'),
                 ('{meta}', 'an object of at most 100000 bytes'),
                 ('{started_at,finished_at}', 'an ISO 8601 time with its zone such as 2026-01-31T12:00:00Z, from 1900 on')
                 ) AS r(fields, rule)
           WHERE p_field = ANY (r.fields))
END;

COMMENT ON FUNCTION agora_memory._misfit_reason(jsonb, text)
    IS 'Why a field of an attempt record does not fit.';
REVOKE ALL ON FUNCTION agora_memory._misfit_reason(jsonb, text) FROM PUBLIC;
