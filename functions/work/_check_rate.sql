-- How often a sender may have messages taken. Asked when all else is known to be right, so that whoever forges or repeats messages uses up
-- nothing of the sender's; and before the effect.
-- Errors: ZW090.   Locks: the sender's bucket.
CREATE OR REPLACE FUNCTION agora_work._check_rate(p_sender bigint)
RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_check_rate$
DECLARE
    v_rate      integer := agora.setting_integer('work.message_rate');
    v_decision  agora.rate_decision := agora_work._take_allowance(p_sender, 'messages', v_rate, v_rate);
BEGIN
    IF NOT v_decision.granted THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZW090',
            MESSAGE = 'too many messages in a second',
            DETAIL  = format('sender_id=%s limit=%s retry_after=%s', p_sender, v_rate, v_decision.retry_after),
            HINT    = 'Hand the same message in again after that, while it is fresh; an operator may raise work.message_rate.';
    END IF;
END;
$_check_rate$;

COMMENT ON FUNCTION agora_work._check_rate(bigint)
    IS 'Refuse a message of a sender that had as many taken in a second as it may.';
REVOKE ALL ON FUNCTION agora_work._check_rate(bigint) FROM PUBLIC;
