-- Is a feature on for a principal? Off for all wins; then the principal's own override; then the stage and its cohorts.
-- Errors: ZA008 unknown flag.
CREATE OR REPLACE FUNCTION agora.flag_on(
    p_flag       text,
    p_principal  bigint DEFAULT agora.current_principal()
)
RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $flag_on$
DECLARE
    v_on        boolean;
    v_stage     text;
    v_override  boolean;
BEGIN
    SELECT coalesce(s.is_on AND s.valid @> agora.now(), f.default_on), coalesce(s.stage, f.default_stage), o.is_on
      INTO v_on, v_stage, v_override
      FROM agora.feature_flag AS f
      LEFT JOIN agora.feature_flag_state AS s ON s.flag = f.flag
      LEFT JOIN agora.feature_flag_override AS o ON o.flag = f.flag AND o.principal_id = p_principal
     WHERE f.flag = p_flag;
    IF NOT FOUND THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZA008',
            MESSAGE = 'unknown feature flag',
            DETAIL  = format('p_flag=%s', coalesce(p_flag, 'NULL')),
            HINT    = 'See agora.effective_flag for the names.';
    END IF;
    IF NOT v_on OR v_override IS NOT NULL OR v_stage = 'ga' THEN
        RETURN v_on AND coalesce(v_override, true);
    END IF;
    RETURN EXISTS (SELECT 1
                     FROM agora.principal AS p
                    WHERE p.principal_id = p_principal
                      AND ((v_stage = 'alpha' AND p.cohort = 'alpha') OR (v_stage = 'beta' AND p.cohort IN ('alpha', 'beta'))));
END;
$flag_on$;

COMMENT ON FUNCTION agora.flag_on(text, bigint)
    IS 'Whether a feature is on for a principal.';
REVOKE ALL ON FUNCTION agora.flag_on(text, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora.flag_on(text, bigint) TO agora_reader;
