-- What a blocker asks for: the codes that were named, then those that its kind of problem asks for, each once. Codes that are not
-- known are left out: this proposes, and matching decides.
CREATE OR REPLACE FUNCTION agora_work.infer_capabilities(
    p_problem   text,
    p_required  text[] DEFAULT '{}'
)
RETURNS text[]
LANGUAGE sql STABLE SECURITY DEFINER
BEGIN ATOMIC
    SELECT coalesce(array_agg(f.code ORDER BY f.place, f.code), '{}') AS codes
      FROM (SELECT c.code, min(n.place) AS place
              FROM (SELECT x.code, x.place FROM unnest(p_required) WITH ORDINALITY AS x(code, place)
                    UNION ALL
                    SELECT k.code, 1000000 AS place
                      FROM agora_work.capability_hint AS h
                      JOIN agora_work.capability AS k ON k.capability_id = h.capability_id
                     WHERE h.problem = p_problem) AS n
              JOIN agora_work.capability AS c ON c.code = n.code
             GROUP BY c.code) AS f;
END;

COMMENT ON FUNCTION agora_work.infer_capabilities(text, text[])
    IS 'Known capabilities among those that were named, then those that a kind of problem asks for.';
REVOKE ALL ON FUNCTION agora_work.infer_capabilities(text, text[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_work.infer_capabilities(text, text[]) TO agora_reader;
