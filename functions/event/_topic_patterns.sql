-- A consumer's topics as patterns of LIKE, which costs a tenth of a regular expression for every event. A topic has four parts,
-- so * and the parts that ** stands for are each a % between three dots; a name that cannot have them matches nothing.
CREATE OR REPLACE FUNCTION agora_event._topic_patterns(p_topics text[])
RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
    SELECT array_agg(CASE WHEN t.topic ~ '\*\*$' OR t.dots = 3
                          THEN replace(replace(t.escaped, '**', '%' || repeat('.%', 3 - t.dots)), '*', '%')
                          ELSE t.escaped END ORDER BY t.place)
      FROM (SELECT u.topic, u.place, replace(u.topic, '_', '\_') AS escaped, length(u.topic) - length(replace(u.topic, '.', '')) AS dots
              FROM unnest(p_topics) WITH ORDINALITY AS u(topic, place)) AS t;
END;

COMMENT ON FUNCTION agora_event._topic_patterns(text[])
    IS 'Patterns of LIKE, any of which matches a consumer''s topics.';
REVOKE ALL ON FUNCTION agora_event._topic_patterns(text[]) FROM PUBLIC;
