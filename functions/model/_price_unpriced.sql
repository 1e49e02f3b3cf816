-- Prices calls that had no price, where their model has one for their time now. Each is priced once; the correction keeps that it
-- was unpriced. What its usage makes impossible to price stays as it is. Returns how many were priced.
-- Emits: model.call.repriced.v1
CREATE OR REPLACE FUNCTION agora_model._price_unpriced(
    p_models  bigint[],
    p_actor   bigint
)
RETURNS bigint
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_price_unpriced$
DECLARE
    v_count bigint;
BEGIN
    PERFORM pg_current_xact_id(); -- before an id is drawn: _move_call_horizon()
    WITH priced AS (
        INSERT INTO agora_model.call_correction AS c (llm_call_id, old_cost_usd, cost_usd, price_list_id, reason, created_by, recorded_at)
        SELECT k.llm_call_id, NULL, f.usd, l.list, 'a price arrived', p_actor, agora.now()
          FROM agora_model.model AS m
          JOIN agora_model.llm_call AS k ON k.model_id = m.model_id AND k.cost_usd IS NULL
         CROSS JOIN LATERAL (SELECT agora_model._list_at(coalesce(m.alias_of, m.model_id), k.called_at) AS list) AS l
         CROSS JOIN LATERAL agora_model._cost_of(l.list, k.called_at, k.variant, k.usage) AS f
         WHERE coalesce(m.alias_of, m.model_id) = ANY (p_models)
           AND l.list IS NOT NULL AND f.fault IS NULL
           AND NOT EXISTS (SELECT FROM agora_model.call_correction AS o WHERE o.llm_call_id = k.llm_call_id)
        RETURNING c.llm_call_id
    ), told AS (
        SELECT agora_event._emit('model.call.repriced.v1', x.model_id::text,
                                 jsonb_build_object('model_id', x.model_id, 'calls', x.calls, 'reason', 'a price arrived'), NULL, p_actor) AS event_id, x.calls
          FROM (SELECT k.model_id, count(*) AS calls
                  FROM priced AS p
                  JOIN agora_model.llm_call AS k ON k.llm_call_id = p.llm_call_id
                 GROUP BY k.model_id
                 ORDER BY k.model_id) AS x
    )
    SELECT coalesce(sum(t.calls), 0) INTO v_count FROM told AS t;
    RETURN v_count;
END;
$_price_unpriced$;

COMMENT ON FUNCTION agora_model._price_unpriced(bigint[], bigint)
    IS 'Price the calls of models that had no price; returns how many.';
REVOKE ALL ON FUNCTION agora_model._price_unpriced(bigint[], bigint) FROM PUBLIC;
