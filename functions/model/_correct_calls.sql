-- Prices the calls of a model between two moments by a list, where that changes anything.
-- Emits: model.call.repriced.v1
CREATE OR REPLACE FUNCTION agora_model._correct_calls(
    p_model   bigint,
    p_list    bigint,
    p_from    timestamptz,
    p_until   timestamptz,
    p_reason  text,
    p_actor   bigint
)
RETURNS agora_model.repricing
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_correct_calls$
DECLARE
    v_found agora_model.repricing;
BEGIN
    PERFORM pg_current_xact_id(); -- before an id is drawn: _move_call_horizon()
    WITH corrected AS (
        INSERT INTO agora_model.call_correction AS c (llm_call_id, old_cost_usd, cost_usd, price_list_id, reason, created_by, recorded_at)
        SELECT k.llm_call_id, o.cost_usd, f.usd, p_list, p_reason, p_actor, agora.now()
          FROM agora_model.llm_call AS k
         CROSS JOIN LATERAL agora_model._cost_of(p_list, k.called_at, k.variant, k.usage) AS f
         CROSS JOIN LATERAL (
               SELECT coalesce((SELECT c.cost_usd FROM agora_model.call_correction AS c
                                 WHERE c.llm_call_id = k.llm_call_id ORDER BY c.call_correction_id DESC LIMIT 1), k.cost_usd) AS cost_usd) AS o
         WHERE k.model_id IN (SELECT m.model_id FROM agora_model.model AS m WHERE coalesce(m.alias_of, m.model_id) = p_model)
           AND k.called_at >= p_from AND k.called_at < p_until
           AND f.fault IS NULL AND f.usd IS DISTINCT FROM o.cost_usd
        RETURNING c.old_cost_usd, c.cost_usd
    )
    SELECT count(*), coalesce(sum(c.old_cost_usd), 0), coalesce(sum(c.cost_usd), 0) INTO v_found FROM corrected AS c;
    IF v_found.calls > 0 THEN
        PERFORM agora_event._emit('model.call.repriced.v1', p_model::text,
                                  jsonb_build_object('model_id', p_model, 'calls', v_found.calls, 'old_usd', v_found.old_usd, 'new_usd', v_found.new_usd,
                                                     'price_list_id', p_list, 'reason', p_reason), NULL, p_actor);
    END IF;
    RETURN v_found;
END;
$_correct_calls$;

COMMENT ON FUNCTION agora_model._correct_calls(bigint, bigint, timestamptz, timestamptz, text, bigint)
    IS 'Correct the cost of calls by a price list.';
REVOKE ALL ON FUNCTION agora_model._correct_calls(bigint, bigint, timestamptz, timestamptz, text, bigint) FROM PUBLIC;
