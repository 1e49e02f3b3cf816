-- Agents that have spent or reserved all that a hard budget of their own allows in its period.
CREATE OR REPLACE FUNCTION agora_work._exhausted(p_principals bigint[])
RETURNS bigint[]
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $_exhausted$
BEGIN
    RETURN ARRAY(SELECT DISTINCT b.principal_id FROM agora_work._hard_budgets(p_principals) AS b WHERE b.is_used_up);
END;
$_exhausted$;

COMMENT ON FUNCTION agora_work._exhausted(bigint[])
    IS 'Which of these agents have no budget left.';
REVOKE ALL ON FUNCTION agora_work._exhausted(bigint[]) FROM PUBLIC;
