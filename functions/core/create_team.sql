-- Makes a team. The name is the natural key.
-- Errors: 22023 · 42501 · ZA001 · ZA002.
CREATE OR REPLACE FUNCTION agora.create_team(
    p_name   text,
    p_actor  bigint DEFAULT agora.current_principal()
)
RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $create_team$
DECLARE
    v_team bigint;
BEGIN
    PERFORM agora._act_as(p_actor);
    PERFORM agora._check_text('p_name', p_name, 200);
    INSERT INTO agora.team AS t (name, created_at)
    VALUES (p_name, agora.now())
    ON CONFLICT ON CONSTRAINT team_name_uq DO NOTHING
    RETURNING t.team_id INTO v_team;
    IF NOT FOUND THEN
        SELECT t.team_id INTO v_team FROM agora.team AS t WHERE t.name = p_name;
    END IF;
    RETURN v_team;
END;
$create_team$;

COMMENT ON FUNCTION agora.create_team(text, bigint)
    IS 'Make a team and return its id; the same name again returns the same id.';
REVOKE ALL ON FUNCTION agora.create_team(text, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora.create_team(text, bigint) TO agora_operator;
