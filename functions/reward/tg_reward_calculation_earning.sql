-- Adds a payout to the sums that the guards read. A restored row was added before it was dumped.
-- Locks: the sum of contributor, day and whom it helped; the contributor's wallet is locked already.
CREATE OR REPLACE FUNCTION agora_reward.tg_reward_calculation_earning()
RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $tg_reward_calculation_earning$
BEGIN
    IF new.recorded_at >= agora.now() THEN
        INSERT INTO agora_reward.earning AS e (principal_id, day, helped_id, amount, payouts)
        SELECT new.principal_id, (new.recorded_at AT TIME ZONE 'UTC')::date, coalesce(new.helped_id, 1), new.amount, 1
          FROM agora_reward.reward_kind AS k
         WHERE k.kind = new.kind AND k.is_guarded
        ON CONFLICT ON CONSTRAINT earning_pk DO UPDATE
           SET amount = e.amount + excluded.amount, payouts = e.payouts + 1;
    END IF;
    RETURN NULL;
END;
$tg_reward_calculation_earning$;

CREATE OR REPLACE TRIGGER reward_calculation_earning
    AFTER INSERT ON agora_reward.reward_calculation
    FOR EACH ROW WHEN (new.amount > 0)
    EXECUTE FUNCTION agora_reward.tg_reward_calculation_earning();

COMMENT ON FUNCTION agora_reward.tg_reward_calculation_earning()
    IS 'Trigger: adds a payout to the daily sums.';
REVOKE ALL ON FUNCTION agora_reward.tg_reward_calculation_earning() FROM PUBLIC;
