-- Ends the appointment of a reviewer; what it decided stands.
-- Errors: 42501 · ZA001 · ZA002.
CREATE OR REPLACE FUNCTION agora_memory.dismiss_reviewer(
    p_principal  bigint,
    p_actor      bigint DEFAULT agora.current_principal()
)
RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $dismiss_reviewer$
BEGIN
    PERFORM agora._act_as(p_actor);
    PERFORM agora._check_principal('p_principal', p_principal);
    DELETE FROM agora_memory.reviewer AS r WHERE r.principal_id = p_principal;
    RETURN FOUND;
END;
$dismiss_reviewer$;

COMMENT ON FUNCTION agora_memory.dismiss_reviewer(bigint, bigint)
    IS 'Dismiss a reviewer; false where it was none.';
REVOKE ALL ON FUNCTION agora_memory.dismiss_reviewer(bigint, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_memory.dismiss_reviewer(bigint, bigint) TO agora_operator;
