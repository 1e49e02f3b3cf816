-- What a setting was at a time: for what is told about the past.
CREATE OR REPLACE FUNCTION agora._setting_at(
    p_key   text,
    p_time  timestamptz
)
RETURNS text
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT coalesce((SELECT coalesce(h.new_value, s.default_value)
                       FROM agora.setting_history AS h
                      WHERE h.key = p_key AND h.changed_at <= p_time
                      ORDER BY h.setting_history_id DESC
                      LIMIT 1), s.default_value)
      FROM agora.setting AS s
     WHERE s.key = p_key;
END;

COMMENT ON FUNCTION agora._setting_at(text, timestamptz)
    IS 'Value of a setting at a time, as text; NULL for an unknown one.';
REVOKE ALL ON FUNCTION agora._setting_at(text, timestamptz) FROM PUBLIC;
