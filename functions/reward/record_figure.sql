-- Records a figure of the pilot that is measured outside; the newest counts.
-- Errors: 22023 · 42501 · ZA001 · ZA002 · ZA003.
CREATE OR REPLACE FUNCTION agora_reward.record_figure(
    p_metric  text,
    p_value   numeric,
    p_reason  text,
    p_key     text   DEFAULT NULL,
    p_actor   bigint DEFAULT agora.current_principal()
)
RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $record_figure$
DECLARE
    v_max     numeric;
    v_first   jsonb;
    v_figure  bigint;
BEGIN
    PERFORM agora._act_as(p_actor);
    SELECT c.max_value INTO v_max FROM agora_reward.pilot_criterion AS c WHERE c.metric = p_metric;
    IF v_max IS NULL THEN
        RAISE EXCEPTION USING
            ERRCODE = '22023',
            MESSAGE = 'figure is not recorded',
            DETAIL  = format('p_metric=%s', coalesce(p_metric, 'NULL')),
            HINT    = 'Only metrics of agora_reward.pilot_status whose source is figure are.';
    END IF;
    PERFORM agora._check_number('p_value', p_value, 0, v_max), agora._check_text('p_reason', p_reason, 1000);
    v_first := agora._first_result('record_figure', p_actor, p_key, jsonb_build_array(p_metric, p_value, p_reason));
    IF v_first IS NOT NULL THEN
        RETURN v_first::bigint;
    END IF;
    INSERT INTO agora_reward.pilot_figure AS f (metric, value, reason, recorded_by, recorded_at)
    VALUES (p_metric, p_value, p_reason, p_actor, agora.now())
    RETURNING f.pilot_figure_id INTO v_figure;
    PERFORM agora._keep_result('record_figure', p_actor, p_key, to_jsonb(v_figure));
    RETURN v_figure;
END;
$record_figure$;

COMMENT ON FUNCTION agora_reward.record_figure(text, numeric, text, text, bigint)
    IS 'Record a figure of the pilot that was measured outside, 0 or more, a share at most 1, and how; returns its id.';
REVOKE ALL ON FUNCTION agora_reward.record_figure(text, numeric, text, text, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_reward.record_figure(text, numeric, text, text, bigint) TO agora_operator;
