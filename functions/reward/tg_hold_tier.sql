-- Spending begins with a hold: where the flags limit the free tier, one that goes beyond the limit of the day (UTC) is refused. The
-- wallet is locked, so holds of one principal see each other. A restored hold was judged when it was placed.
-- Errors: ZR037.
CREATE OR REPLACE FUNCTION agora_reward.tg_hold_tier()
RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $tg_hold_tier$
DECLARE
    v_day        timestamptz := date_trunc('day', agora.now(), 'UTC');
    v_principal  bigint;
    v_tier       record;
    v_spent      numeric;
BEGIN
    SELECT a.principal_id INTO v_principal FROM agora_ledger.account AS a WHERE a.account_id = new.account_id;
    IF new.placed_at < agora.now() OR NOT (agora.flag_on('earn_first', v_principal) OR agora.flag_on('free_tier_cap', v_principal)) THEN
        RETURN new;
    END IF;
    SELECT t.tier, t.spend_cap, t.to_earn INTO v_tier FROM agora_reward.tier_of(v_principal) AS t;
    SELECT 0.000001 * (new.amount + coalesce(sum(CASE WHEN h.status = 'open' THEN h.amount ELSE coalesce(h.captured, 0) END), 0)) INTO v_spent
      FROM agora_ledger.hold AS h
     WHERE h.account_id = new.account_id AND h.placed_at >= v_day;
    IF v_spent > v_tier.spend_cap THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZR037',
            MESSAGE = 'the free tier may not spend as much',
            DETAIL  = format('principal_id=%s day=%s limit=%s needed=%s to_earn=%s', v_principal, v_day, v_tier.spend_cap, trim_scale(v_spent), trim_scale(v_tier.to_earn)),
            HINT    = 'Wait for the next day, ask for less, or earn by helping; see agora_reward.tier_of().';
    END IF;
    RETURN new;
END;
$tg_hold_tier$;

CREATE OR REPLACE TRIGGER hold_tier
    BEFORE INSERT ON agora_ledger.hold
    FOR EACH ROW EXECUTE FUNCTION agora_reward.tg_hold_tier();

COMMENT ON FUNCTION agora_reward.tg_hold_tier()
    IS 'Trigger: refuses a hold beyond what the tier of its principal may spend.';
REVOKE ALL ON FUNCTION agora_reward.tg_hold_tier() FROM PUBLIC;
