-- What evidence is judged by, read once for many resolutions.
CREATE OR REPLACE FUNCTION agora_memory.evidence_rule()
RETURNS agora_memory.evidence_rule
LANGUAGE sql STABLE
RETURN ROW(agora.now(),
           agora.setting_numeric('memory.wilson_z'),
           agora.setting_interval('memory.evidence_half_life'),
           agora.setting_numeric('memory.confident_at'),
           agora.setting_numeric('memory.doubted_below'),
           agora.setting_numeric('memory.refuted_below'),
           agora.setting_integer('memory.refuted_min'),
           agora.setting_interval('memory.stale_after'))::agora_memory.evidence_rule;

COMMENT ON FUNCTION agora_memory.evidence_rule()
    IS 'Settings that judge evidence, and the moment to judge at: now.';
REVOKE ALL ON FUNCTION agora_memory.evidence_rule() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_memory.evidence_rule() TO agora_reader;
