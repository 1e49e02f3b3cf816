-- A consumer's patterns as one regular expression: * is one part of a name, ** at the end the rest of it.
CREATE OR REPLACE FUNCTION agora_event._topic_pattern(p_topics text[])
RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN '^(' || replace(replace(replace(array_to_string(p_topics, '|'), '.', '\.'), '**', '.+'), '*', '[^.]+') || ')$';

COMMENT ON FUNCTION agora_event._topic_pattern(text[])
    IS 'Regular expression that matches a consumer''s topics.';
REVOKE ALL ON FUNCTION agora_event._topic_pattern(text[]) FROM PUBLIC;
