-- Is a text a legal value of a setting? Casting is the check of form; the range follows. An interval is measured in seconds; no part of it is negative.
-- Errors: 22023.
CREATE OR REPLACE FUNCTION agora._check_setting(
    p_setting  agora.setting,
    p_value    text
)
RETURNS void
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $_check_setting$
DECLARE
    v_number  numeric;
    v_legal   boolean := true;
BEGIN
    PERFORM agora._check_text('p_value', p_value, 10000);
    BEGIN
        CASE p_setting.type
            WHEN 'integer'  THEN v_number := p_value::integer;
            WHEN 'numeric'  THEN v_number := p_value::numeric;
            WHEN 'interval' THEN
                v_number := extract(epoch FROM p_value::interval);
                v_legal := agora._is_forward(p_value::interval);
            WHEN 'boolean'  THEN v_legal := p_value IN ('true', 'false');
            WHEN 'choice'   THEN v_legal := p_value = ANY (p_setting.choices);
            ELSE v_legal := true;
        END CASE;
    EXCEPTION WHEN data_exception THEN
        v_legal := false;
    END;
    IF NOT v_legal OR v_number < p_setting.min_value OR v_number > p_setting.max_value OR v_number IN ('NaN', 'Infinity', '-Infinity') THEN
        RAISE EXCEPTION USING
            ERRCODE = '22023',
            MESSAGE = 'not a legal value of this setting',
            DETAIL  = format('key=%s type=%s value=%s range=%s..%s choices=%s', p_setting.key, p_setting.type, p_value,
                             coalesce(p_setting.min_value::text, ''), coalesce(p_setting.max_value::text, ''),
                             coalesce(array_to_string(p_setting.choices, ','), '')),
            HINT    = 'See agora.effective_setting for type, range and meaning.';
    END IF;
END;
$_check_setting$;

COMMENT ON FUNCTION agora._check_setting(agora.setting, text)
    IS 'Refuse a value that is not legal for a setting.';
REVOKE ALL ON FUNCTION agora._check_setting(agora.setting, text) FROM PUBLIC;
