-- Authors earn a royalty where others use their patterns with success.
-- Locks: the wallets, in account order.
CREATE OR REPLACE FUNCTION agora_reward.tg_pattern_use_reward()
RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $tg_pattern_use_reward$
DECLARE
    v_payouts agora_reward.payout[];
BEGIN
    SELECT array_agg(agora_reward._royalty_payout('pattern', n.pattern_use_id) ORDER BY n.pattern_use_id) INTO v_payouts
      FROM new_use AS n
      JOIN agora_memory.pattern AS p ON p.pattern_id = n.pattern_id
      JOIN agora_memory.attempt AS a ON a.attempt_id = n.attempt_id
     WHERE n.outcome = 'success' AND NOT n.is_own AND n.recorded_at >= agora.now() AND NOT a.is_imported
       AND agora_reward._may_earn(p.author_id);
    PERFORM agora_reward._pay_all(v_payouts);
    RETURN NULL;
END;
$tg_pattern_use_reward$;

CREATE OR REPLACE TRIGGER pattern_use_reward
    AFTER INSERT ON agora_memory.pattern_use
    REFERENCING NEW TABLE AS new_use
    FOR EACH STATEMENT EXECUTE FUNCTION agora_reward.tg_pattern_use_reward();

COMMENT ON FUNCTION agora_reward.tg_pattern_use_reward()
    IS 'Trigger: pays authors whose patterns others use.';
REVOKE ALL ON FUNCTION agora_reward.tg_pattern_use_reward() FROM PUBLIC;
