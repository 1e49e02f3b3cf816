-- Changes a setting and writes its history. NULL goes back to the default; setting what is set already changes nothing.
-- Errors: 22023 illegal value · 42501 · ZA007 unknown setting.   Locks: the setting's definition row.
CREATE OR REPLACE FUNCTION agora.set_setting(
    p_key     text,
    p_value   text,
    p_reason  text,
    p_actor   bigint DEFAULT agora.current_principal()
)
RETURNS text
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $set_setting$
DECLARE
    v_now      timestamptz := agora.now();
    v_setting  agora.setting;
    v_old      text;
BEGIN
    PERFORM agora._act_as(p_actor);
    PERFORM agora._check_text('p_reason', p_reason, 1000);
    SELECT s.* INTO v_setting FROM agora.setting AS s WHERE s.key = p_key FOR NO KEY UPDATE;
    IF NOT FOUND THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZA007',
            MESSAGE = 'unknown setting',
            DETAIL  = format('p_key=%s', coalesce(p_key, 'NULL')),
            HINT    = 'See agora.effective_setting for the names.';
    END IF;
    IF p_value IS NOT NULL THEN
        PERFORM agora._check_setting(v_setting, p_value);
    END IF;

    SELECT v.value INTO v_old FROM agora.setting_value AS v WHERE v.key = p_key;
    IF v_old IS NOT DISTINCT FROM p_value THEN
        RETURN coalesce(p_value, v_setting.default_value);
    END IF;
    IF p_value IS NULL THEN
        DELETE FROM agora.setting_value AS v WHERE v.key = p_key;
    ELSE
        INSERT INTO agora.setting_value (key, value, set_by, set_at)
        VALUES (p_key, p_value, p_actor, v_now)
        ON CONFLICT ON CONSTRAINT setting_value_pk DO UPDATE
           SET value = excluded.value, set_by = excluded.set_by, set_at = excluded.set_at;
    END IF;
    INSERT INTO agora.setting_history (key, old_value, new_value, reason, changed_by, changed_at)
    VALUES (p_key, v_old, p_value, p_reason, p_actor, v_now);
    RETURN coalesce(p_value, v_setting.default_value);
END;
$set_setting$;

COMMENT ON FUNCTION agora.set_setting(text, text, text, bigint)
    IS 'Change a setting with a reason (NULL = back to the default) and return the value in force.';
REVOKE ALL ON FUNCTION agora.set_setting(text, text, text, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora.set_setting(text, text, text, bigint) TO agora_operator;
