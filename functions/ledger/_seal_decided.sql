-- Job: seals what is decided. Behind a transaction that stays open nothing is: it waits, and nothing is left out.
-- Emits: ledger.seal.made.v1.   Locks: the horizon; gives up after two seconds.
CREATE OR REPLACE FUNCTION agora_ledger._seal_decided(p_limit integer)
RETURNS bigint
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
SET lock_timeout = '2s'
AS $_seal_decided$
BEGIN
    RETURN agora_ledger._make_seals(agora_ledger._move_horizon(), p_limit, 1);
END;
$_seal_decided$;

COMMENT ON FUNCTION agora_ledger._seal_decided(integer)
    IS 'Job: make at most p_limit (1 to 1000000) seals of what is decided.';
REVOKE ALL ON FUNCTION agora_ledger._seal_decided(integer) FROM PUBLIC;
