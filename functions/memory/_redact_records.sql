-- Attempt records without their secrets. Code is left as it is (what carries a secret is not kept later), and so are the names by
-- which records are known.
CREATE OR REPLACE FUNCTION agora_memory._redact_records(p_records jsonb)
RETURNS jsonb
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $_redact_records$
DECLARE
    c_kept  CONSTANT text[] := '{id,agent,parent,code}';
    c_stack CONSTANT text[] := '{error,stack}';
    c_group CONSTANT integer := 20;
    v_gate  record := agora_memory._secret_gate(true); -- once for all records: building it takes longer than searching one
    v_hits  bigint[];
BEGIN
    -- Groups of records are searched at once, and only where there may be something each of them. A stack, the most of a record,
    -- is taken as it is: to write it into JSON and back takes longer than to search it.
    WITH given AS MATERIALIZED (
        SELECT r.ordinality, r.ordinality / c_group AS part,
               CASE jsonb_typeof(r.value #> c_stack)
                   WHEN 'string' THEN agora_memory._json_text(jsonb_set(r.value - c_kept, c_stack, '""')) || E'\n' || (r.value #>> c_stack)
                   ELSE agora_memory._json_text(r.value - c_kept) END AS text
          FROM jsonb_array_elements(p_records) WITH ORDINALITY AS r
         WHERE jsonb_typeof(r.value) = 'object'
    ), suspect AS MATERIALIZED (
        SELECT t.part
          FROM (SELECT g.part, string_agg(g.text, E'\n') AS text FROM given AS g GROUP BY g.part) AS t
         WHERE t.text ~ v_gate.exact OR t.text ~ v_gate.any_case
    )
    SELECT coalesce(array_agg(g.ordinality), '{}') INTO v_hits
      FROM suspect AS s
      JOIN given AS g ON g.part = s.part
     WHERE (g.text ~ v_gate.exact OR g.text ~ v_gate.any_case) AND agora_memory._secret_rule(g.text, true) IS NOT NULL;
    IF v_hits = '{}' THEN
        RETURN p_records;
    END IF;
    RETURN (SELECT jsonb_agg(CASE WHEN r.ordinality = ANY (v_hits) THEN r.value || agora_memory._redact_json(r.value - c_kept) ELSE r.value END
                             ORDER BY r.ordinality)
              FROM jsonb_array_elements(p_records) WITH ORDINALITY AS r);
END;
$_redact_records$;

COMMENT ON FUNCTION agora_memory._redact_records(jsonb)
    IS 'A JSON array of attempt records with their secrets replaced.';
REVOKE ALL ON FUNCTION agora_memory._redact_records(jsonb) FROM PUBLIC;
