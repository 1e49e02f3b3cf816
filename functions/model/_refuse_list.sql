-- May a list of a model begin at a moment? Not where one begins already, and not where it would change what calls cost that were priced.
-- Errors: ZP003 · ZP004.
CREATE OR REPLACE FUNCTION agora_model._refuse_list(
    p_model  bigint,
    p_from   timestamptz
)
RETURNS void
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $_refuse_list$
DECLARE
    v_call  bigint;
    v_day   date;
BEGIN
    IF EXISTS (SELECT FROM agora_model.price_list AS l WHERE l.model_id = p_model AND l.valid_from = p_from AND l.corrects_until IS NULL) THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZP003',
            MESSAGE = 'a price list begins at that moment',
            DETAIL  = format('model_id=%s valid_from=%s', p_model, p_from),
            HINT    = 'See agora_model.price_history; choose another moment.';
    END IF;
    IF p_from <= agora.now() + agora.setting_interval('model.call_ahead') THEN
        v_call := agora_model._priced_call(p_model, p_from);
        v_day := agora_model._retired_day(p_model, p_from, agora_model._next_list(p_model, p_from), true);
    END IF;
    IF v_call IS NOT NULL OR v_day IS NOT NULL THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZP004',
            MESSAGE = 'calls of that time were priced',
            DETAIL  = format('model_id=%s valid_from=%s llm_call_id=%s retired_day=%s', p_model, p_from, coalesce(v_call::text, 'NULL'), coalesce(v_day::text, 'NULL')),
            HINT    = 'Choose a later moment; agora_model.reprice_calls() changes what calls of the past cost and keeps both.';
    END IF;
END;
$_refuse_list$;

COMMENT ON FUNCTION agora_model._refuse_list(bigint, timestamptz)
    IS 'Refuse a price list that would begin with another, or change the past.';
REVOKE ALL ON FUNCTION agora_model._refuse_list(bigint, timestamptz) FROM PUBLIC;
