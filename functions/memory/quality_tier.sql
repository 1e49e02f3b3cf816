-- The word for a quality.
CREATE OR REPLACE FUNCTION agora_memory.quality_tier(p_quality numeric)
RETURNS text
LANGUAGE sql STABLE
RETURN CASE
    WHEN p_quality >= agora.setting_numeric('memory.tier_excellent') THEN 'excellent'
    WHEN p_quality >= agora.setting_numeric('memory.tier_good') THEN 'good'
    WHEN p_quality >= agora.setting_numeric('memory.tier_fair') THEN 'fair'
    ELSE 'poor'
END;

COMMENT ON FUNCTION agora_memory.quality_tier(numeric)
    IS 'excellent, good, fair or poor.';
REVOKE ALL ON FUNCTION agora_memory.quality_tier(numeric) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_memory.quality_tier(numeric) TO agora_reader;
