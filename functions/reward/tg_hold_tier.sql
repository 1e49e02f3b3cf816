-- Spending begins with a hold: where the flags limit the free tier, one that goes beyond the limit of the day (UTC) is refused, with what
-- may be spent still and the ways on, of which authorize_spending() makes its answer. The wallet is locked, so holds of one principal see
-- each other. A restored hold was judged when it was placed.
-- Errors: ZL022.
CREATE OR REPLACE FUNCTION agora_reward.tg_hold_tier()
RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $tg_hold_tier$
DECLARE
    v_day        timestamptz := date_trunc('day', agora.now(), 'UTC');
    v_principal  bigint;
    v_tier       record;
    v_left       numeric;
BEGIN
    SELECT a.principal_id INTO v_principal FROM agora_ledger.account AS a WHERE a.account_id = new.account_id;
    IF new.placed_at < agora.now() OR NOT (agora.flag_on('earn_first', v_principal) OR agora.flag_on('free_tier_cap', v_principal)) THEN
        RETURN new;
    END IF;
    SELECT t.tier, t.spend_cap, t.to_earn INTO v_tier FROM agora_reward.tier_of(v_principal) AS t;
    IF v_tier.spend_cap IS NULL THEN
        RETURN new;
    END IF;
    SELECT greatest(0, v_tier.spend_cap - 0.000001 * coalesce(sum(CASE WHEN h.status = 'open' THEN h.amount ELSE coalesce(h.captured, 0) END), 0)) INTO v_left
      FROM agora_ledger.hold AS h
     WHERE h.account_id = new.account_id AND h.placed_at >= v_day;
    IF 0.000001 * new.amount > v_left THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZL022',
            MESSAGE = 'the account may not spend as much',
            DETAIL  = format('principal_id=%s needed=%s spendable=%s options=%s', v_principal, trim_scale(0.000001 * new.amount), trim_scale(v_left),
                             CASE WHEN v_tier.spend_cap > 0
                                  THEN jsonb_build_array(jsonb_build_object('option', 'wait', 'at', v_day + interval '24 hours',
                                                                            'advice', 'Ask again then: what the free tier may spend counts by the day, UTC.'))
                                  ELSE '[]' END
                             || CASE WHEN v_tier.to_earn > 0
                                     THEN jsonb_build_array(jsonb_build_object('option', 'earn', 'tokens', trim_scale(v_tier.to_earn),
                                                                               'advice', 'Earn so much by helping others: that is the way out of the free tier.'))
                                     ELSE '[]' END),
            HINT    = 'Wait, ask for less, or earn by helping; see agora_reward.tier_of().';
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
