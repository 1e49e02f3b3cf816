-- Verifiers are paid once they agree: the verdict that makes it a majority pays all who were of that opinion, later ones pay their own.
-- Locks: the wallets, in account order. Whoever writes a verdict holds its transform.
CREATE OR REPLACE FUNCTION agora_reward.tg_transform_verification_reward()
RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $tg_transform_verification_reward$
DECLARE
    v_policy        jsonb := agora_reward.policy('verification');
    v_verdicts      bigint[];
    v_verifiers     bigint[];
BEGIN
    SELECT array_agg(v.transform_verification_id ORDER BY v.transform_verification_id), array_agg(v.verifier_id) INTO v_verdicts, v_verifiers
      FROM (SELECT DISTINCT n.transform_id FROM new_verification AS n WHERE n.recorded_at >= agora.now()) AS t
     CROSS JOIN LATERAL agora_reward._agreed_verdicts(t.transform_id, v_policy) AS v
     WHERE agora_reward._may_earn(v.verifier_id);
    IF v_verdicts IS NULL THEN
        RETURN NULL;
    END IF;
    PERFORM agora_reward._lock_wallets(v_verifiers);
    PERFORM agora_reward._pay_or_withhold(agora_reward._verification_payout(u.transform_verification_id))
       FROM unnest(v_verdicts) AS u(transform_verification_id);
    RETURN NULL;
END;
$tg_transform_verification_reward$;

CREATE OR REPLACE TRIGGER transform_verification_reward
    AFTER INSERT ON agora_memory.transform_verification
    REFERENCING NEW TABLE AS new_verification
    FOR EACH STATEMENT EXECUTE FUNCTION agora_reward.tg_transform_verification_reward();

COMMENT ON FUNCTION agora_reward.tg_transform_verification_reward()
    IS 'Trigger: pays verifiers who agree.';
REVOKE ALL ON FUNCTION agora_reward.tg_transform_verification_reward() FROM PUBLIC;
