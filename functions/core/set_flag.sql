-- Switches a feature for one principal or, without one, for everybody. Off for everybody wins over every override.
-- Errors: 22023 · 42501 · ZA001 · ZA008 unknown flag.   Locks: the flag's definition row.
CREATE OR REPLACE FUNCTION agora.set_flag(
    p_flag       text,
    p_on         boolean,
    p_principal  bigint    DEFAULT NULL,
    p_stage      text      DEFAULT NULL,
    p_valid      tstzrange DEFAULT NULL,
    p_actor      bigint    DEFAULT agora.current_principal()
)
RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $set_flag$
DECLARE
    v_now   timestamptz := agora.now();
    v_flag  agora.feature_flag;
BEGIN
    PERFORM agora._act_as(p_actor);
    SELECT f.* INTO v_flag FROM agora.feature_flag AS f WHERE f.flag = p_flag FOR NO KEY UPDATE;
    IF NOT FOUND THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZA008',
            MESSAGE = 'unknown feature flag',
            DETAIL  = format('p_flag=%s', coalesce(p_flag, 'NULL')),
            HINT    = 'See agora.effective_flag for the names.';
    END IF;
    IF p_on IS NULL OR isempty(p_valid) OR p_stage NOT IN ('alpha', 'beta', 'opt_in', 'ga')
       OR (p_principal IS NOT NULL AND (p_stage IS NOT NULL OR p_valid IS NOT NULL)) THEN
        RAISE EXCEPTION USING
            ERRCODE = '22023',
            MESSAGE = 'flag state is not usable',
            DETAIL  = format('p_on=%s p_stage=%s p_valid=%s p_principal=%s', coalesce(p_on::text, 'NULL'), coalesce(p_stage, 'NULL'),
                             coalesce(p_valid::text, 'NULL'), coalesce(p_principal::text, 'NULL')),
            HINT    = 'Pass true or false; stage (alpha, beta, opt_in, ga) and validity belong to the flag, not to one principal.';
    END IF;

    IF p_principal IS NULL THEN
        INSERT INTO agora.feature_flag_state AS s (flag, is_on, stage, valid, set_by, set_at)
        VALUES (p_flag, p_on, coalesce(p_stage, v_flag.default_stage), coalesce(p_valid, tstzrange(NULL, NULL)), p_actor, v_now)
        ON CONFLICT ON CONSTRAINT feature_flag_state_pk DO UPDATE
           SET is_on = excluded.is_on, stage = coalesce(p_stage, s.stage), valid = coalesce(p_valid, s.valid),
               set_by = excluded.set_by, set_at = excluded.set_at;
    ELSE
        PERFORM agora._check_principal('p_principal', p_principal);
        INSERT INTO agora.feature_flag_override (flag, principal_id, is_on, set_by, set_at)
        VALUES (p_flag, p_principal, p_on, p_actor, v_now)
        ON CONFLICT ON CONSTRAINT feature_flag_override_pk DO UPDATE
           SET is_on = excluded.is_on, set_by = excluded.set_by, set_at = excluded.set_at;
    END IF;
    RETURN agora.flag_on(p_flag, p_principal);
END;
$set_flag$;

COMMENT ON FUNCTION agora.set_flag(text, boolean, bigint, text, tstzrange, bigint)
    IS 'Switch a feature for everybody (with roll-out stage and validity) or for one principal; returns flag_on().';
REVOKE ALL ON FUNCTION agora.set_flag(text, boolean, bigint, text, tstzrange, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora.set_flag(text, boolean, bigint, text, tstzrange, bigint) TO agora_operator;
