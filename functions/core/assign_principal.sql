-- Puts a principal into a team and a roll-out cohort; NULL takes it out.
-- Errors: 22023 · 42501 · ZA001 · ZA006 unknown team.   Locks: the principal.
CREATE OR REPLACE FUNCTION agora.assign_principal(
    p_principal  bigint,
    p_team       bigint,
    p_cohort     text,
    p_actor      bigint DEFAULT agora.current_principal()
)
RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $assign_principal$
BEGIN
    PERFORM agora._act_as(p_actor);
    PERFORM agora._check_text('p_cohort', p_cohort, 60, p_optional => true);
    PERFORM agora._lock_principal(p_principal);
    IF p_team IS NOT NULL AND NOT EXISTS (SELECT 1 FROM agora.team AS t WHERE t.team_id = p_team) THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZA006',
            MESSAGE = 'unknown team',
            DETAIL  = format('p_team=%s', p_team),
            HINT    = 'Make it with agora.create_team().';
    END IF;
    UPDATE agora.principal AS p SET team_id = p_team, cohort = p_cohort WHERE p.principal_id = p_principal;
END;
$assign_principal$;

COMMENT ON FUNCTION agora.assign_principal(bigint, bigint, text, bigint)
    IS 'Set team and cohort of a principal; NULL takes it out of either.';
REVOKE ALL ON FUNCTION agora.assign_principal(bigint, bigint, text, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora.assign_principal(bigint, bigint, text, bigint) TO agora_operator;
