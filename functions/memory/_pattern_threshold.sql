-- The threshold in force for a type of pattern: the last one applied, else the setting.
CREATE OR REPLACE FUNCTION agora_memory._pattern_threshold(p_type text)
RETURNS numeric
LANGUAGE sql STABLE
RETURN coalesce((SELECT t.threshold
                   FROM agora_memory.pattern_threshold AS t
                  WHERE t.pattern_type = p_type
                  ORDER BY t.pattern_threshold_id DESC
                  LIMIT 1),
                agora.setting_numeric('memory.pattern_threshold'));

COMMENT ON FUNCTION agora_memory._pattern_threshold(text)
    IS 'Least score of a recommended pattern of a type.';
REVOKE ALL ON FUNCTION agora_memory._pattern_threshold(text) FROM PUBLIC;
