-- Refuses transactions that see an old snapshot where what counts is what others have committed by now: who waits for a task that is
-- being completed, and what closes a circle. There a task would wait for ever, and no lock would tell.
-- Errors: 0A000.
CREATE OR REPLACE FUNCTION agora_work._check_snapshot()
RETURNS void
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $_check_snapshot$
BEGIN
    IF current_setting('transaction_isolation') <> 'read committed' THEN
        RAISE EXCEPTION USING
            ERRCODE = '0A000',
            MESSAGE = 'this needs the isolation level read committed',
            DETAIL  = format('transaction_isolation=%s', current_setting('transaction_isolation')),
            HINT    = 'Call it in a transaction of its own, or BEGIN ISOLATION LEVEL READ COMMITTED.';
    END IF;
END;
$_check_snapshot$;

COMMENT ON FUNCTION agora_work._check_snapshot()
    IS 'Refuse a transaction that does not see what others have committed since it began.';
REVOKE ALL ON FUNCTION agora_work._check_snapshot() FROM PUBLIC;
