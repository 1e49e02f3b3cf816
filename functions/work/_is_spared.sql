-- Whether no claim with this lease is lost yet, because the server has just started (loss_horizon). Not inlined: what it takes, a claim that still has time never asks.
CREATE OR REPLACE FUNCTION agora_work._is_spared(p_lease interval)
RETURNS boolean
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $_is_spared$
BEGIN
    RETURN agora_work.loss_horizon(p_lease) = '-infinity';
END;
$_is_spared$;

COMMENT ON FUNCTION agora_work._is_spared(interval)
    IS 'Whether no claim with this lease is lost yet, however old, because the server has just started.';
REVOKE ALL ON FUNCTION agora_work._is_spared(interval) FROM PUBLIC;
