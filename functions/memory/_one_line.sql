-- A text as one line of bounded length: what others wrote must not break out of its place in a text that is pasted.
CREATE OR REPLACE FUNCTION agora_memory._one_line(
    p_text  text,
    p_max   integer
)
RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN length(p_text) > p_max THEN left(btrim(regexp_replace(left(p_text, 4 * p_max), '\s+', ' ', 'g')), p_max - 1) || '…'
            ELSE btrim(regexp_replace(p_text, '\s+', ' ', 'g')) END;

COMMENT ON FUNCTION agora_memory._one_line(text, integer)
    IS 'Text with runs of white space made one blank, cut to p_max characters.';
REVOKE ALL ON FUNCTION agora_memory._one_line(text, integer) FROM PUBLIC;
