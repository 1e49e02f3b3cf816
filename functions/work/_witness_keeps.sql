-- How long entries of a class are kept.
CREATE OR REPLACE FUNCTION agora_work._witness_keeps(p_retention text)
RETURNS interval
LANGUAGE sql STABLE
RETURN CASE p_retention WHEN 'security' THEN agora.setting_interval('work.witness_security')
                        WHEN 'operations' THEN agora.setting_interval('work.witness_operations')
                        ELSE agora.setting_interval('work.witness_debug') END;

COMMENT ON FUNCTION agora_work._witness_keeps(text)
    IS 'How long entries of a class (security, operations, debug) are kept.';
REVOKE ALL ON FUNCTION agora_work._witness_keeps(text) FROM PUBLIC;
