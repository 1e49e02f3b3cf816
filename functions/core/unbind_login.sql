-- Undoes bind_login(); without another membership the login can then do nothing.
-- Errors: 22023 · 42501.   Locks: the principal.
CREATE OR REPLACE FUNCTION agora.unbind_login(
    p_role   text,
    p_actor  bigint DEFAULT agora.current_principal()
)
RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $unbind_login$
BEGIN
    PERFORM agora._act_as(p_actor);
    PERFORM agora._check_text('p_role', p_role, 63);
    UPDATE agora.principal AS p SET db_role = NULL, db_role_oid = NULL, db_system = NULL WHERE p.db_role = p_role;
    RETURN FOUND;
END;
$unbind_login$;

COMMENT ON FUNCTION agora.unbind_login(text, bigint)
    IS 'Undo bind_login(); true where the login was bound.';
REVOKE ALL ON FUNCTION agora.unbind_login(text, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora.unbind_login(text, bigint) TO agora_operator;
