-- The shortest time for which entries of a class were ever to be kept: what is younger nobody may have forgotten, whatever the setting was then.
-- Reads: setting, setting_history.
CREATE OR REPLACE FUNCTION agora_work._witness_kept(p_retention text)
RETURNS interval
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT agora._as_seconds(min(v.value::interval)) AS kept
      FROM (SELECT s.key, s.default_value AS value FROM agora.setting AS s
            UNION ALL
            SELECT h.key, h.new_value FROM agora.setting_history AS h) AS v
     WHERE v.key = CASE p_retention WHEN 'security' THEN 'work.witness_security'
                                    WHEN 'operations' THEN 'work.witness_operations'
                                    ELSE 'work.witness_debug' END;
END;

COMMENT ON FUNCTION agora_work._witness_kept(text)
    IS 'The least that entries of a class (security, operations, debug) were ever kept.';
REVOKE ALL ON FUNCTION agora_work._witness_kept(text) FROM PUBLIC;
