-- The author of a golden state is paid where somebody else reuses it with success; for the approval, too, where that paid nothing by
-- itself.
-- Locks: the golden state, then the wallets, in account order.
CREATE OR REPLACE FUNCTION agora_reward.tg_golden_reuse_reward()
RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $tg_golden_reuse_reward$
DECLARE
    v_automatic  boolean := agora_reward.policy('golden') -> 'automatic_pays' = 'true';
    r_reuse      record;
BEGIN
    -- A loop, because each bonus depends on those before it.
    FOR r_reuse IN
        SELECT n.golden_reuse_id, n.golden_state_id
          FROM new_reuse AS n
          JOIN agora_memory.golden_state AS g ON g.golden_state_id = n.golden_state_id
          JOIN agora_memory.attempt AS a ON a.attempt_id = g.attempt_id
          JOIN agora_memory.attempt AS u ON u.attempt_id = n.attempt_id
         WHERE n.outcome = 'success' AND n.recorded_at >= agora.now() AND NOT a.is_imported AND NOT u.is_imported
           AND agora_reward._may_earn(a.principal_id)
         ORDER BY n.golden_state_id, n.golden_reuse_id
    LOOP
        IF NOT v_automatic THEN
            PERFORM agora_reward._pay_or_withhold(agora_reward._golden_payout(r_reuse.golden_state_id));
        END IF;
        PERFORM agora_reward._pay_or_withhold(agora_reward._reuse_payout(r_reuse.golden_reuse_id));
    END LOOP;
    RETURN NULL;
END;
$tg_golden_reuse_reward$;

CREATE OR REPLACE TRIGGER golden_reuse_reward
    AFTER INSERT ON agora_memory.golden_reuse
    REFERENCING NEW TABLE AS new_reuse
    FOR EACH STATEMENT EXECUTE FUNCTION agora_reward.tg_golden_reuse_reward();

COMMENT ON FUNCTION agora_reward.tg_golden_reuse_reward()
    IS 'Trigger: pays authors whose golden states others reuse.';
REVOKE ALL ON FUNCTION agora_reward.tg_golden_reuse_reward() FROM PUBLIC;
