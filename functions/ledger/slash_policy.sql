-- The constants of slash_amount() as the settings have them now.
CREATE OR REPLACE FUNCTION agora_ledger.slash_policy()
RETURNS jsonb
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
RETURN jsonb_build_object('unit', agora.setting_numeric('ledger.slash_unit'),
                          'failed_challenge', agora.setting_numeric('ledger.slash_challenge_percent'),
                          'missed_heartbeat', agora.setting_numeric('ledger.slash_heartbeat_percent'),
                          'policy_violation', agora.setting_numeric('ledger.slash_policy_percent'));

COMMENT ON FUNCTION agora_ledger.slash_policy()
    IS 'Percentages and rounding unit of slashes in force now.';
REVOKE ALL ON FUNCTION agora_ledger.slash_policy() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_ledger.slash_policy() TO agora_reader;
