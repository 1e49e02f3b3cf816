-- Keeps both ends of a stack trace that is longer than may be stored: the entry point and the failure.
CREATE OR REPLACE FUNCTION agora_memory._fit_stack(p_stack text)
RETURNS text
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT CASE WHEN length(p_stack) > l.characters
                THEN left(p_stack, l.characters / 2 - 40) || format(E'\n[%s characters left out]\n', length(p_stack) - l.characters)
                     || right(p_stack, l.characters / 2 - 40)
                ELSE p_stack END
      FROM (SELECT agora.setting_integer('memory.stack_limit') AS characters) AS l;
END;

COMMENT ON FUNCTION agora_memory._fit_stack(text)
    IS 'A stack trace, or both ends of one that is too long.';
REVOKE ALL ON FUNCTION agora_memory._fit_stack(text) FROM PUBLIC;
