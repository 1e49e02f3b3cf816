-- Locks a dispute. A login that is of no party hears that there is none.
-- Errors: ZR030.   Locks: the dispute.
CREATE OR REPLACE FUNCTION agora_reward._lock_dispute(p_dispute bigint)
RETURNS agora_reward.dispute
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_lock_dispute$
DECLARE
    v_dispute agora_reward.dispute;
BEGIN
    SELECT d.* INTO v_dispute FROM agora_reward.dispute AS d WHERE d.dispute_id = p_dispute FOR NO KEY UPDATE;
    IF NOT FOUND OR (agora.visible_principal() <> 0 AND NOT agora_reward._is_party(v_dispute.transaction_id, agora.visible_principal())) THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZR030',
            MESSAGE = 'unknown dispute',
            DETAIL  = format('p_dispute=%s', coalesce(p_dispute::text, 'NULL')),
            HINT    = 'See agora_reward.dispute_case.';
    END IF;
    RETURN v_dispute;
END;
$_lock_dispute$;

COMMENT ON FUNCTION agora_reward._lock_dispute(bigint)
    IS 'Lock a dispute.';
REVOKE ALL ON FUNCTION agora_reward._lock_dispute(bigint) FROM PUBLIC;
