-- Lets a principal decide about the contributions of others and vouch for what it verified.
-- Errors: 42501 · ZA001 · ZA002.
CREATE OR REPLACE FUNCTION agora_memory.appoint_reviewer(
    p_principal  bigint,
    p_actor      bigint DEFAULT agora.current_principal()
)
RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $appoint_reviewer$
BEGIN
    PERFORM agora._act_as(p_actor);
    PERFORM agora._check_principal('p_principal', p_principal, p_active => true);
    INSERT INTO agora_memory.reviewer (principal_id, appointed_by, appointed_at)
    VALUES (p_principal, p_actor, agora.now())
    ON CONFLICT ON CONSTRAINT reviewer_pk DO NOTHING;
    RETURN p_principal;
END;
$appoint_reviewer$;

COMMENT ON FUNCTION agora_memory.appoint_reviewer(bigint, bigint)
    IS 'Appoint a reviewer; one who is already stays as it is.';
REVOKE ALL ON FUNCTION agora_memory.appoint_reviewer(bigint, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_memory.appoint_reviewer(bigint, bigint) TO agora_operator;
