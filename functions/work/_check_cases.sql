-- Refuses what no worker could try code with: neither cases nor a test, or a case that is not a call and what it gives.
-- Errors: 22023.
CREATE OR REPLACE FUNCTION agora_work._check_cases(
    p_cases  jsonb,
    p_test   text
)
RETURNS void
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $_check_cases$
DECLARE
    c_most   CONSTANT integer := 1000;
    v_wrong  bigint;
BEGIN
    PERFORM agora._check_text('p_test', p_test, agora.setting_integer('work.request_bytes'), p_optional => true);
    IF p_cases IS NULL OR jsonb_typeof(p_cases) <> 'array' OR jsonb_array_length(p_cases) > c_most
       OR octet_length(p_cases::text) > agora.setting_integer('work.request_bytes') OR (jsonb_array_length(p_cases) = 0 AND p_test IS NULL)
       OR p_cases @? '$.**{100}' THEN
        RAISE EXCEPTION USING
            ERRCODE = '22023',
            MESSAGE = 'cases are not usable',
            DETAIL  = format('type=%s bytes=%s', coalesce(jsonb_typeof(p_cases), 'missing'), coalesce(octet_length(p_cases::text), 0)),
            HINT    = format('Pass an array of at most %s cases and no more bytes than work.request_bytes, nested at most 100 deep; without any, pass a test.', c_most);
    END IF;
    SELECT c.place INTO v_wrong
      FROM jsonb_array_elements(p_cases) WITH ORDINALITY AS c(value, place)
     WHERE CASE WHEN jsonb_typeof(c.value) <> 'object' THEN true
                ELSE NOT c.value ?& '{call,args,expected}' OR c.value - '{call,args,kwargs,expected}'::text[] <> '{}'
                     OR jsonb_typeof(c.value -> 'call') <> 'string' OR c.value ->> 'call' !~ '^[A-Za-z_][A-Za-z0-9_]{0,99}$'
                     OR jsonb_typeof(c.value -> 'args') <> 'array' OR jsonb_typeof(coalesce(c.value -> 'kwargs', '{}')) <> 'object' END
     ORDER BY c.place
     LIMIT 1;
    IF v_wrong IS NOT NULL THEN
        RAISE EXCEPTION USING
            ERRCODE = '22023',
            MESSAGE = 'case is not usable',
            DETAIL  = format('case=%s', v_wrong),
            HINT    = 'A case is an object: call, the name of a function; args, an array; expected, what it returns; perhaps kwargs, an object.';
    END IF;
END;
$_check_cases$;

COMMENT ON FUNCTION agora_work._check_cases(jsonb, text)
    IS 'Refuse cases and a test that code cannot be tried with.';
REVOKE ALL ON FUNCTION agora_work._check_cases(jsonb, text) FROM PUBLIC;
