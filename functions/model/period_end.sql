-- When a period of a budget ends: a day of a zone may have 23 or 25 hours, so days and months are counted by its calendar.
CREATE OR REPLACE FUNCTION agora_model.period_end(
    p_period  text,
    p_start   timestamptz,
    p_zone    text
)
RETURNS timestamptz
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT CASE p_period WHEN 'hour'  THEN p_start + interval '1 hour'
                         WHEN 'day'   THEN (p_start AT TIME ZONE p_zone + interval '1 day') AT TIME ZONE p_zone
                         ELSE (p_start AT TIME ZONE p_zone + interval '1 month') AT TIME ZONE p_zone END;
END;

COMMENT ON FUNCTION agora_model.period_end(text, timestamptz, text)
    IS 'End of a period of a budget, which is the start of the next.';
REVOKE ALL ON FUNCTION agora_model.period_end(text, timestamptz, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_model.period_end(text, timestamptz, text) TO agora_reader;
