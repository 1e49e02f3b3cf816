-- Refuses capabilities that nobody gets by saying so.
-- Errors: ZW056.
CREATE OR REPLACE FUNCTION agora_work._refuse_sensitive(p_capabilities bigint[])
RETURNS void
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $_refuse_sensitive$
DECLARE
    v_code text;
BEGIN
    SELECT min(c.code) INTO v_code FROM agora_work.capability AS c WHERE c.capability_id = ANY (p_capabilities) AND c.is_sensitive;
    IF v_code IS NOT NULL THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZW056',
            MESSAGE = 'sensitive capability is only ever granted',
            DETAIL  = format('code=%s', v_code),
            HINT    = 'An operator grants it with agora_work.grant_capability().';
    END IF;
END;
$_refuse_sensitive$;

COMMENT ON FUNCTION agora_work._refuse_sensitive(bigint[])
    IS 'Refuse capabilities that are sensitive.';
REVOKE ALL ON FUNCTION agora_work._refuse_sensitive(bigint[]) FROM PUBLIC;
