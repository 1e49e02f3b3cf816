-- The head of every mutating function: may this session act as p_actor, and is p_actor known and not suspended?
-- A bound login is only itself; an unbound one must be in agora_service and is trusted to name the actor. A login whose role
-- was renamed or made anew after it was bound is neither.
-- Never by a sequential scan: a session keeps its plan, and one made while the table was a page reads all that it has grown to.
-- Errors: 42501 not allowed · ZA001 unknown principal · ZA002 suspended.
CREATE OR REPLACE FUNCTION agora._act_as(p_actor bigint)
RETURNS bigint
LANGUAGE plpgsql STABLE
SET enable_seqscan = off
AS $_act_as$
DECLARE
    v_active     bigint;
    v_role       name;
    v_role_oid   oid;
    v_login      oid;
    v_bound      bigint;
    v_by_role    bigint;
    v_suspended  timestamptz;
BEGIN
    -- The row of its actor tells a bound login. For any other it only tells that the actor may act, which those who are seeded always
    -- may. Each IF asks as little as it can: what an expression names is looked up in every transaction, whether it is reached or not.
    IF p_actor IN (1, 2, 3) THEN
        v_active := p_actor;
    ELSE
        SELECT p.principal_id, p.db_role, p.db_role_oid INTO v_active, v_role, v_role_oid
          FROM agora.principal AS p
         WHERE p.principal_id = p_actor AND p.suspended_at IS NULL;
        IF v_role IS NOT NULL THEN
            IF v_role = session_user AND v_role_oid = to_regrole(quote_ident(session_user)) THEN
                RETURN p_actor;
            END IF;
        END IF;
    END IF;
    IF v_active IS NOT NULL AND pg_has_role(session_user, CASE WHEN v_active > 2 THEN 'agora_service' ELSE 'agora_operator' END, 'MEMBER') THEN
        -- Nobody was ever bound where the index of bindings has never had an entry: it is its first page and no other. By whatever road a
        -- binding came, a restore or somebody's UPDATE, it is in that index.
        IF pg_relation_size('agora.principal_db_role_oid_ix') = current_setting('block_size')::bigint THEN
            RETURN p_actor;
        END IF;
        -- Else two indexes must say that they do not have the login.
        PERFORM 1 FROM agora.principal AS n WHERE n.db_role = session_user OR n.db_role_oid = to_regrole(quote_ident(session_user));
        IF NOT FOUND THEN
            RETURN p_actor;
        END IF;
    END IF;

    v_login := to_regrole(quote_ident(session_user));
    SELECT (SELECT n.principal_id FROM agora.principal AS n WHERE n.db_role = session_user),
           (SELECT r.principal_id FROM agora.principal AS r WHERE r.db_role_oid = v_login LIMIT 1)
      INTO v_bound, v_by_role;
    IF v_bound IS DISTINCT FROM v_by_role AND agora._binding_is_stale() THEN
        RAISE EXCEPTION USING
            ERRCODE = '42501',
            MESSAGE = 'the binding of this login is stale',
            DETAIL  = format('login=%s was renamed, or made anew, after it was bound', session_user),
            HINT    = 'An operator binds it anew with agora.bind_login(), or ends the old binding with agora.unbind_login().';
    END IF;
    IF v_bound IS NOT NULL THEN
        IF p_actor IS DISTINCT FROM v_bound THEN
            RAISE EXCEPTION USING
                ERRCODE = '42501',
                MESSAGE = 'a bound login acts only as itself',
                DETAIL  = format('login=%s principal_id=%s actor=%s', session_user, v_bound, coalesce(p_actor::text, 'NULL')),
                HINT    = 'Leave p_actor out.';
        END IF;
    ELSIF NOT pg_has_role(session_user, 'agora_service', 'MEMBER') THEN
        RAISE EXCEPTION USING
            ERRCODE = '42501',
            MESSAGE = 'this login may not act',
            DETAIL  = format('login=%s is neither bound to a principal nor a member of agora_service', session_user),
            HINT    = 'GRANT agora_service to the login, or bind it with agora.bind_login().';
    ELSIF p_actor IN (1, 2) AND NOT pg_has_role(session_user, 'agora_operator', 'MEMBER') THEN
        RAISE EXCEPTION USING
            ERRCODE = '42501',
            MESSAGE = 'only an operator acts as system or operator',
            DETAIL  = format('login=%s actor=%s', session_user, p_actor),
            HINT    = 'Name the principal that acts, or connect as a member of agora_operator.';
    END IF;

    IF v_active IS NOT NULL THEN
        RETURN p_actor;
    END IF;
    SELECT p.suspended_at INTO v_suspended FROM agora.principal AS p WHERE p.principal_id = p_actor;
    IF NOT FOUND THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZA001',
            MESSAGE = 'unknown principal',
            DETAIL  = format('actor=%s', coalesce(p_actor::text, 'NULL')),
            HINT    = 'Register it with agora.register_principal().';
    END IF;
    RAISE EXCEPTION USING
        ERRCODE = 'ZA002',
        MESSAGE = 'principal is suspended',
        DETAIL  = format('actor=%s since=%s', p_actor, v_suspended),
        HINT    = 'An operator may lift it with agora.resume_principal().';
END;
$_act_as$;

COMMENT ON FUNCTION agora._act_as(bigint)
    IS 'Refuse an actor that this session may not be, or that is unknown or suspended; return it otherwise.';
REVOKE ALL ON FUNCTION agora._act_as(bigint) FROM PUBLIC;
