-- Whether a payout was made: its natural key is on record.
CREATE OR REPLACE FUNCTION agora_reward._is_paid(p_payout agora_reward.payout)
RETURNS boolean
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $_is_paid$
BEGIN
    RETURN EXISTS (SELECT 1
                     FROM agora_reward.reward_calculation AS c
                    WHERE c.kind = p_payout.kind AND c.subject_kind = p_payout.subject_kind AND c.subject_id = p_payout.subject_id
                      AND c.occasion = p_payout.occasion);
END;
$_is_paid$;

COMMENT ON FUNCTION agora_reward._is_paid(agora_reward.payout)
    IS 'Whether a payout of this kind, subject and occasion is on record.';
REVOKE ALL ON FUNCTION agora_reward._is_paid(agora_reward.payout) FROM PUBLIC;
