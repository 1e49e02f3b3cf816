-- Team, principal and stage of a budget exist.
-- Errors: ZA001 · ZA006 · ZP005.
CREATE OR REPLACE FUNCTION agora_model._check_budget_scope(
    p_team       bigint,
    p_principal  bigint,
    p_stage      text
)
RETURNS void
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $_check_budget_scope$
BEGIN
    IF p_team IS NOT NULL AND NOT EXISTS (SELECT FROM agora.team AS t WHERE t.team_id = p_team) THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZA006',
            MESSAGE = 'unknown team',
            DETAIL  = format('p_team=%s', p_team),
            HINT    = 'Make it with agora.create_team().';
    END IF;
    IF p_principal IS NOT NULL THEN
        PERFORM agora._check_principal('p_principal', p_principal);
    END IF;
    PERFORM agora_model._check_work(p_stage, NULL);
END;
$_check_budget_scope$;

COMMENT ON FUNCTION agora_model._check_budget_scope(bigint, bigint, text)
    IS 'Refuse an unknown team, principal or stage.';
REVOKE ALL ON FUNCTION agora_model._check_budget_scope(bigint, bigint, text) FROM PUBLIC;
