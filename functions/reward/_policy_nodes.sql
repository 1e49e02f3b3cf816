-- Everything inside a policy, a row each: objects, lists and constants by path. A list of texts is one constant.
CREATE OR REPLACE FUNCTION agora_reward._policy_nodes(p_parameters jsonb)
RETURNS TABLE (path text, place text, ordinal bigint, type text, value jsonb)
LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
    WITH RECURSIVE node (path, place, ordinal, depth, type, value) AS (
        SELECT ''::text, ''::text, 0::bigint, 0, jsonb_typeof(p_parameters), p_parameters
        UNION ALL
        SELECT ltrim(n.path || '.' || c.key, '.'),
               ltrim(n.place || '.' || CASE WHEN n.type = 'array' AND n.depth = 0 THEN '*' ELSE c.key END, '.'),
               CASE WHEN n.type = 'array' AND n.depth = 0 THEN c.ordinal ELSE n.ordinal END,
               n.depth + (n.type = 'array')::integer,
               CASE WHEN jsonb_typeof(c.value) = 'array' AND NOT jsonb_path_exists(c.value, '$[*] ? (@.type() != "string")')
                    THEN 'texts' ELSE jsonb_typeof(c.value) END,
               c.value
          FROM node AS n
         CROSS JOIN LATERAL (
               SELECT e.key, 0::bigint AS ordinal, e.value
                 FROM jsonb_each(CASE WHEN n.type = 'object' THEN n.value ELSE '{}'::jsonb END) AS e
               UNION ALL
               SELECT (a.ordinality - 1)::text AS key, a.ordinality AS ordinal, a.value
                 FROM jsonb_array_elements(CASE WHEN n.type = 'array' THEN n.value ELSE '[]'::jsonb END) WITH ORDINALITY AS a(value, ordinality)) AS c
    )
    SELECT n.path, n.place, n.ordinal, n.type, n.value FROM node AS n WHERE n.path <> '';
END;

COMMENT ON FUNCTION agora_reward._policy_nodes(jsonb)
    IS 'Objects, lists and constants of a policy by path.';
REVOKE ALL ON FUNCTION agora_reward._policy_nodes(jsonb) FROM PUBLIC;
