-- Does an operator's privilege hold for what p_actor does? Only for what the operator does as itself. A login that speaks for others lends
-- them nothing: neither a gateway that is an operator or a superuser, nor one that hands in what somebody signed. Asked after _act_as().
CREATE OR REPLACE FUNCTION agora._is_operator(p_actor bigint)
RETURNS boolean
LANGUAGE sql STABLE
RETURN coalesce(pg_has_role(session_user, 'agora_operator', 'MEMBER') AND (p_actor IN (1, 2) OR p_actor = agora.current_principal()), false);

COMMENT ON FUNCTION agora._is_operator(bigint)
    IS 'Whether this session is an operator''s and acts as itself.';
REVOKE ALL ON FUNCTION agora._is_operator(bigint) FROM PUBLIC;
