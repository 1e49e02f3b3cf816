-- Whoever contributes a pattern that is new is paid at once: it comes from an attempt that succeeded. A duplicate is recorded with 0.
-- Locks: the wallets, in account order.
CREATE OR REPLACE FUNCTION agora_reward.tg_pattern_version_reward()
RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $tg_pattern_version_reward$
DECLARE
    v_payouts agora_reward.payout[];
BEGIN
    SELECT array_agg(agora_reward._pattern_payout(n.pattern_version_id) ORDER BY n.contribution) INTO v_payouts
      FROM new_version AS n
      JOIN agora_memory.attempt AS a ON a.attempt_id = n.attempt_id
     WHERE n.recorded_at >= agora.now() AND NOT a.is_imported AND agora_reward._may_earn(n.author_id);
    PERFORM agora_reward._pay_all(v_payouts);
    RETURN NULL;
END;
$tg_pattern_version_reward$;

CREATE OR REPLACE TRIGGER pattern_version_reward
    AFTER INSERT ON agora_memory.pattern_version
    REFERENCING NEW TABLE AS new_version
    FOR EACH STATEMENT EXECUTE FUNCTION agora_reward.tg_pattern_version_reward();

COMMENT ON FUNCTION agora_reward.tg_pattern_version_reward()
    IS 'Trigger: pays authors of new patterns.';
REVOKE ALL ON FUNCTION agora_reward.tg_pattern_version_reward() FROM PUBLIC;
