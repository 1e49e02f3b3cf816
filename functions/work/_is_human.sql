-- Whether what needs a human may be decided by a principal: a human, or an operator's session.
CREATE OR REPLACE FUNCTION agora_work._is_human(p_principal bigint)
RETURNS boolean
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $_is_human$
BEGIN
    RETURN EXISTS (SELECT FROM agora.principal AS p WHERE p.principal_id = p_principal AND (p.kind = 'human' OR p.principal_id IN (1, 2)));
END;
$_is_human$;

COMMENT ON FUNCTION agora_work._is_human(bigint)
    IS 'Whether a principal is a human, the operator or the system.';
REVOKE ALL ON FUNCTION agora_work._is_human(bigint) FROM PUBLIC;
