-- Calls a function with arguments by name, as a principal. The statement is made from the catalog alone: the content gives values, never
-- text of it. A p_key that is not given is the id of the message, so that the same request signed anew is done once.
-- Errors: ZW051 arguments do not fit; what the function raises.
CREATE OR REPLACE FUNCTION agora_work._perform(
    p_function  oid,
    p_content   jsonb,
    p_id        text,
    p_actor     bigint
)
RETURNS jsonb
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_perform$
DECLARE
    v_given    text[] := ARRAY(SELECT 'p_' || regexp_replace(k.key, '^p_', '') FROM jsonb_object_keys(p_content) AS k(key) ORDER BY 1);
    v_content  jsonb;
    v_known    text[];
    v_needed   text[];
    v_columns  text;
    v_named    text;
    v_set      boolean;
    v_wrong    text;
    v_result   jsonb;
BEGIN
    SELECT coalesce(jsonb_object_agg('p_' || regexp_replace(e.key, '^p_', ''), e.value), '{}') INTO v_content FROM jsonb_each(p_content) AS e;
    SELECT array_agg(a.name ORDER BY a.place), (array_agg(a.name ORDER BY a.place))[:f.pronargs - f.pronargdefaults], f.proretset
      INTO v_known, v_needed, v_set
      FROM pg_proc AS f
     CROSS JOIN LATERAL unnest(f.proargnames[:f.pronargs]) WITH ORDINALITY AS a(name, place)
     WHERE f.oid = p_function
     GROUP BY f.oid;
    IF 'p_key' = ANY (v_known) THEN
        v_content := jsonb_build_object('p_key', p_id) || v_content;
    END IF;
    SELECT string_agg(format('%I %s', a.name, format_type(a.type, NULL)), ', '), string_agg(format('%I => x.%I', a.name, a.name), ', ')
      INTO v_columns, v_named
      FROM pg_proc AS f
     CROSS JOIN LATERAL unnest(f.proargnames[:f.pronargs], f.proargtypes::oid[]) AS a(name, type)
     WHERE f.oid = p_function AND (v_content - 'p_actor') ? a.name;

    v_wrong := CASE WHEN (SELECT count(DISTINCT g.name) FROM unnest(v_given) AS g(name)) <> cardinality(v_given) THEN 'an argument is given twice'
                    WHEN NOT (v_given <@ array_remove(v_known, 'p_actor')) THEN 'an argument is not known'
                    WHEN NOT v_content ?& v_needed THEN 'an argument is missing'
                    WHEN EXISTS (SELECT FROM pg_proc AS f CROSS JOIN LATERAL unnest(f.proargnames[:f.pronargs], f.proargtypes::oid[]) AS a(name, type)
                                  WHERE f.oid = p_function AND a.type = 'text'::regtype AND jsonb_typeof(v_content -> a.name) IN ('array', 'object')) THEN 'a text is given as an array or object' END;
    BEGIN
        EXECUTE format('SELECT count(x.*) FROM jsonb_to_record($1) AS x(%s)', coalesce(v_columns, 'none text')) USING v_content;
    EXCEPTION
        WHEN data_exception OR program_limit_exceeded OR statement_too_complex THEN
            v_wrong := sqlerrm;
    END;
    IF v_wrong IS NOT NULL THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZW051',
            MESSAGE = 'content does not fit the action',
            DETAIL  = format('function=%s given=%s: %s', p_function::regproc, left(array_to_string(v_given, ','), 200), left(v_wrong, 500)),
            HINT    = format('Give arguments by name, of the types that the function takes: %s. The actor is the sender.',
                             array_to_string(array_remove(v_known, 'p_actor'), ', '));
    END IF;
    -- One row in front of the call, and everything that it returns behind it.
    EXECUTE format('SELECT %s FROM jsonb_to_record($1) AS x(%s) CROSS JOIN LATERAL %s(%s) AS r',
                   CASE WHEN v_set THEN 'coalesce(jsonb_agg(to_jsonb(r)), ''[]'')' ELSE 'to_jsonb(r)' END,
                   coalesce(v_columns, 'none text'), p_function::regproc, concat_ws(', ', v_named, 'p_actor => $2'))
       INTO v_result USING v_content, p_actor;
    RETURN coalesce(v_result, 'null');
END;
$_perform$;

COMMENT ON FUNCTION agora_work._perform(oid, jsonb, text, bigint)
    IS 'Call a function with the arguments that a message gives by name; returns its result.';
REVOKE ALL ON FUNCTION agora_work._perform(oid, jsonb, text, bigint) FROM PUBLIC;
