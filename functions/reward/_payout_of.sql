-- What is due for a piece of evidence by today's policy, whichever kind of reward it releases.
-- Locks: what the budget of its series depends on.
CREATE OR REPLACE FUNCTION agora_reward._payout_of(
    p_kind      text,
    p_evidence  bigint
)
RETURNS agora_reward.payout
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_payout_of$
BEGIN
    RETURN CASE p_kind
        WHEN 'transform' THEN agora_reward._transform_payout(p_evidence)
    END;
END;
$_payout_of$;

COMMENT ON FUNCTION agora_reward._payout_of(text, bigint)
    IS 'What is due for a piece of evidence.';
REVOKE ALL ON FUNCTION agora_reward._payout_of(text, bigint) FROM PUBLIC;
