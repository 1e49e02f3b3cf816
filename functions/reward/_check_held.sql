-- Whether payouts wait: while the supply is frozen nothing is minted, and whoever is under review is paid after it. What waits is
-- withheld, not lost.
-- Errors: ZR028.
CREATE OR REPLACE FUNCTION agora_reward._check_held(
    p_principal  bigint,
    p_is_minted  boolean
)
RETURNS void
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $_check_held$
DECLARE
    v_flag text := CASE WHEN p_is_minted AND agora.flag_on('supply_freeze', p_principal) THEN 'supply_freeze'
                        WHEN agora.flag_on('earning_review', p_principal) THEN 'earning_review' END;
BEGIN
    IF v_flag IS NOT NULL THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZR028',
            MESSAGE = 'rewards are held back',
            DETAIL  = format('principal_id=%s flag=%s', p_principal, v_flag),
            HINT    = 'When the flag is off, an operator pays what waits with agora_reward.pay_withheld().';
    END IF;
END;
$_check_held$;

COMMENT ON FUNCTION agora_reward._check_held(bigint, boolean)
    IS 'Refuse a payout while the supply is frozen or the contributor is under review.';
REVOKE ALL ON FUNCTION agora_reward._check_held(bigint, boolean) FROM PUBLIC;
