-- Seals what is decided, now, up to a transaction if one is named, and returns the seal that ends there or contains it; without one,
-- the last seal, NULL while there is none. What was decided since the call before, two of them see: the first one marks, the
-- second one finds that all before the mark have ended. A range that is sealed stays as it is, so a call may be repeated.
-- Errors: 22023 · 42501 · ZA001 · ZA002 · ZL030.   Emits: ledger.seal.made.v1.
-- Locks: the horizon.
CREATE OR REPLACE FUNCTION agora_ledger.seal_range(
    p_up_to  bigint DEFAULT NULL,
    p_actor  bigint DEFAULT agora.current_principal()
)
RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $seal_range$
DECLARE
    v_horizon bigint;
BEGIN
    PERFORM agora._act_as(p_actor);
    IF p_up_to < 1 THEN
        RAISE EXCEPTION USING
            ERRCODE = '22023',
            MESSAGE = 'transaction is not usable',
            DETAIL  = format('p_up_to=%s', p_up_to),
            HINT    = 'Name a transaction, from 1, or none.';
    END IF;
    v_horizon := agora_ledger._move_horizon();
    IF p_up_to > v_horizon THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZL030',
            MESSAGE = 'range is still open',
            DETAIL  = format('p_up_to=%s decided_up_to=%s', p_up_to, v_horizon),
            HINT    = 'Repeat the call when the transactions that are open now have ended; agora_event.consumer_lag names the oldest.';
    END IF;
    PERFORM agora_ledger._make_seals(coalesce(p_up_to, v_horizon), 1000000, p_actor);
    RETURN (SELECT s.seal_id
              FROM agora_ledger.seal AS s
             WHERE p_up_to IS NULL OR s.last_transaction >= p_up_to
             ORDER BY CASE WHEN p_up_to IS NULL THEN -s.seal_id ELSE s.seal_id END
             LIMIT 1);
END;
$seal_range$;

COMMENT ON FUNCTION agora_ledger.seal_range(bigint, bigint)
    IS 'Seal what is decided, at most up to a transaction; returns the last seal of it.';
REVOKE ALL ON FUNCTION agora_ledger.seal_range(bigint, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_ledger.seal_range(bigint, bigint) TO agora_operator;
