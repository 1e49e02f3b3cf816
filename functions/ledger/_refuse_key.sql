-- Rewards are paid under keys of their own: a caller that took one first would have a reward refused.
-- Errors: 22023.
CREATE OR REPLACE FUNCTION agora_ledger._refuse_key(p_key text)
RETURNS void
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $_refuse_key$
BEGIN
    RAISE EXCEPTION USING
        ERRCODE = '22023',
        MESSAGE = 'key is reserved',
        DETAIL  = format('p_key=%s', left(p_key, 200)),
        HINT    = 'Keys that begin with "reward:" belong to rewards; begin yours with something else.';
END;
$_refuse_key$;

COMMENT ON FUNCTION agora_ledger._refuse_key(text)
    IS 'Raise: the key is one of those that rewards are paid under.';
REVOKE ALL ON FUNCTION agora_ledger._refuse_key(text) FROM PUBLIC;
