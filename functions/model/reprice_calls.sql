-- The one way to change what calls of the past cost: with the prices that should have held from p_from until p_until, which then go
-- before the lists of that time. Every call keeps what it was recorded with; the correction has both, and the reason. A dry run says
-- what would change and changes nothing.
-- Errors: 22023 · 42501 · ZA001 · ZA002 · ZA003 · ZP001 · ZP033 some are retired · ZA015 only inside.   Locks: the model's row.   Emits: model.price.changed.v1 · model.call.repriced.v1
CREATE OR REPLACE FUNCTION agora_model.reprice_calls(
    p_model      text,
    p_prices     jsonb,
    p_from       timestamptz,
    p_until      timestamptz,
    p_reason     text,
    p_dry_run    boolean DEFAULT false,
    p_key        text    DEFAULT NULL,
    p_actor      bigint  DEFAULT agora.current_principal()
)
RETURNS agora_model.repricing
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $reprice_calls$
DECLARE
    v_model  bigint;
    v_first  jsonb;
    v_list   bigint;
    v_day    date;
    v_found  agora_model.repricing;
BEGIN
    PERFORM agora._act_as(p_actor);
    PERFORM agora._check_text('p_reason', p_reason, 1000);
    v_model := agora_model._model_of(p_model);
    PERFORM agora_model._content_of(p_prices);
    IF p_from IS NULL OR p_until IS NULL OR p_from >= p_until OR p_until > agora.now() OR p_dry_run IS NULL THEN
        RAISE EXCEPTION USING
            ERRCODE = '22023',
            MESSAGE = 'time to correct is not usable',
            DETAIL  = format('p_from=%s p_until=%s p_dry_run=%s', coalesce(p_from::text, 'NULL'), coalesce(p_until::text, 'NULL'), coalesce(p_dry_run::text, 'NULL')),
            HINT    = 'Pass a time that is over, its start before its end; prices from now on are set with agora_model.set_price().';
    END IF;
    IF NOT p_dry_run THEN
        PERFORM agora._check_text('p_key', p_key, 200);
        v_first := agora._first_result('reprice_calls', p_actor, p_key, jsonb_build_array(v_model, p_prices, extract(epoch FROM p_from), extract(epoch FROM p_until), p_reason));
        IF v_first IS NOT NULL THEN
            RETURN jsonb_populate_record(NULL::agora_model.repricing, v_first);
        END IF;
    END IF;

    PERFORM 1 FROM agora_model.model AS m WHERE m.model_id = v_model FOR NO KEY UPDATE;
    BEGIN
        v_list := agora_model._write_list(v_model, p_prices, p_from, p_until, 'correction', p_actor);
        v_found := agora_model._correct_calls(v_model, v_list, p_from, p_until, p_reason, p_actor);
        v_day := agora_model._retired_day(v_model, p_from, p_until, false); -- after the calls were read: none was retired unseen
        IF v_day IS NOT NULL THEN
            RAISE EXCEPTION USING
                ERRCODE = 'ZP033',
                MESSAGE = 'calls of that time are retired',
                DETAIL  = format('model_id=%s day=%s', v_model, v_day),
                HINT    = 'What they cost stays as it is. See agora_model.retired_calls, and correct the days behind them.';
        END IF;
        IF p_dry_run THEN
            RAISE EXCEPTION USING
                ERRCODE = 'ZA015',
                MESSAGE = 'dry run',
                DETAIL  = 'nothing is kept',
                HINT    = 'Caught where it is raised.';
        END IF;
    EXCEPTION WHEN SQLSTATE 'ZA015' THEN
        RETURN v_found;
    END;
    PERFORM agora._keep_result('reprice_calls', p_actor, p_key, to_jsonb(v_found));
    RETURN v_found;
END;
$reprice_calls$;

COMMENT ON FUNCTION agora_model.reprice_calls(text, jsonb, timestamptz, timestamptz, text, boolean, text, bigint)
    IS 'Correct what calls of a model cost between two moments of the past; returns how many calls change and their cost in US dollars before and after. p_key is required, but for a dry run.';
REVOKE ALL ON FUNCTION agora_model.reprice_calls(text, jsonb, timestamptz, timestamptz, text, boolean, text, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_model.reprice_calls(text, jsonb, timestamptz, timestamptz, text, boolean, text, bigint) TO agora_operator;
