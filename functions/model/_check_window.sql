-- The window of a measurement, the setting model.performance_window unless it is named, and the stage it is narrowed to.
-- Errors: 22023 · ZP005 unknown stage.
CREATE OR REPLACE FUNCTION agora_model._check_window(
    p_stage   text,
    p_window  interval,
    p_until   timestamptz
)
RETURNS interval
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $_check_window$
BEGIN
    PERFORM agora_model._check_work(p_stage, NULL);
    PERFORM agora._check_interval('p_window', coalesce(p_window, interval '1 day'), interval '10 years');
    IF p_until IS NULL OR NOT isfinite(p_until) THEN
        RAISE EXCEPTION USING
            ERRCODE = '22023',
            MESSAGE = 'end of the window is not usable',
            DETAIL  = format('p_until=%s', coalesce(p_until::text, 'NULL')),
            HINT    = 'Pass a time; the window ends with it.';
    END IF;
    RETURN coalesce(agora._as_seconds(p_window), agora.setting_interval('model.performance_window'));
END;
$_check_window$;

COMMENT ON FUNCTION agora_model._check_window(text, interval, timestamptz)
    IS 'Refuse an unknown stage or an unusable window; return the window.';
REVOKE ALL ON FUNCTION agora_model._check_window(text, interval, timestamptz) FROM PUBLIC;
