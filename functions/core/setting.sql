-- The value in force: what was set, else the default. Who is about to cast it names the type it must have; an integer is
-- numeric, too.
-- Errors: 22023 another type · ZA007 unknown setting.
CREATE OR REPLACE FUNCTION agora.setting(
    p_key   text,
    p_type  text DEFAULT NULL
)
RETURNS text
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $setting$
DECLARE
    v_value  text;
    v_type   text;
BEGIN
    SELECT coalesce(v.value, s.default_value), s.type INTO v_value, v_type
      FROM agora.setting AS s
      LEFT JOIN agora.setting_value AS v ON v.key = s.key
     WHERE s.key = p_key;
    IF NOT FOUND THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZA007',
            MESSAGE = 'unknown setting',
            DETAIL  = format('p_key=%s', coalesce(p_key, 'NULL')),
            HINT    = 'See agora.effective_setting for the names.';
    END IF;
    IF p_type <> v_type AND (p_type, v_type) <> ('numeric', 'integer') THEN
        RAISE EXCEPTION USING
            ERRCODE = '22023',
            MESSAGE = 'setting has another type',
            DETAIL  = format('p_key=%s type=%s wanted=%s', p_key, v_type, p_type),
            HINT    = 'Read it with the function of its type; agora.setting() reads any as text.';
    END IF;
    RETURN v_value;
END;
$setting$;

COMMENT ON FUNCTION agora.setting(text, text)
    IS 'Value of a setting as text; with p_type only if it has that type.';
REVOKE ALL ON FUNCTION agora.setting(text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora.setting(text, text) TO agora_reader;
