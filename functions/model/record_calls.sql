-- Records many model calls at once; what is wrong with one is said in its outcome while the rest goes in. Each names its own key: the same
-- call again is existing. Fields: key, model, stage, usage, success, latency_ms, quality, correlation_id, called_at, category, project,
-- agent_type, variant, meta; one that is null is not said. They count in the budgets of their time. Where cost_tracking is off nothing is written.
-- Errors: 22023 · 42501 · ZA001 · ZA002.   Locks: the keys' rows, in key order; then rows of budget_period in key order; where a budget is overrun, what its trip locks.
-- Emits: model.budget.crossed.v1 · model.budget.exhausted.v1 · model.budget.overrun.v1.
CREATE OR REPLACE FUNCTION agora_model.record_calls(
    p_calls  jsonb,
    p_actor  bigint DEFAULT agora.current_principal()
)
RETURNS SETOF agora_model.call_outcome
LANGUAGE plpgsql VOLATILE SECURITY DEFINER ROWS 1000
SET search_path = pg_catalog, pg_temp
SET jit = off
AS $record_calls$
DECLARE
    v_outcomes agora_model.call_outcome[];
BEGIN
    PERFORM agora._act_as(p_actor);
    IF jsonb_typeof(p_calls) IS DISTINCT FROM 'array' OR jsonb_array_length(p_calls) > 10000 THEN
        RAISE EXCEPTION USING
            ERRCODE = '22023',
            MESSAGE = 'calls are not usable',
            DETAIL  = format('p_calls=%s', CASE jsonb_typeof(p_calls) WHEN 'array' THEN jsonb_array_length(p_calls) || ' calls' ELSE coalesce(jsonb_typeof(p_calls), 'NULL') END),
            HINT    = 'Pass a JSON array of at most 10000 calls.';
    END IF;
    IF NOT agora.flag_on('cost_tracking', p_actor) THEN
        RETURN;
    END IF;
    IF p_calls @? '$[*].* ? (@ == null)' THEN
        p_calls := (SELECT jsonb_agg(agora_model._call_record(e.value) ORDER BY e.ordinality) FROM jsonb_array_elements(p_calls) WITH ORDINALITY AS e);
    END IF;
    -- CASE: only what names an unknown model is judged here, and judged again with the rest.
    PERFORM agora_model._model_of_call(c.reference, p_actor)
       FROM (SELECT DISTINCT lower(e.value ->> 'model') AS reference
               FROM jsonb_array_elements(p_calls) AS e
              WHERE CASE WHEN EXISTS (SELECT FROM agora_model.model_reference AS f WHERE f.reference = lower(e.value ->> 'model')) THEN false
                         ELSE agora_model._record_fault(e.value) IS NULL END
              ORDER BY 1) AS c;

    -- One chain: each step adds columns to the rows of the one before. Joins of steps would be planned for one row, and grow with its square.
    WITH sent AS MATERIALIZED (
        SELECT e.ordinality AS ordinal, e.value AS record, agora_model._record_fault(e.value) AS fault
          FROM jsonb_array_elements(p_calls) WITH ORDINALITY AS e
    ), told AS MATERIALIZED (
        SELECT s.ordinal, s.record, s.fault, s.fault IS NULL AS is_usable, s.record ->> 'key' AS key, f.model_id, f.priced_id, f.called_at, f.variant, f.hash,
               row_number() OVER w AS turn, first_value(f.hash) OVER w AS first_hash
          FROM sent AS s
          LEFT JOIN LATERAL (SELECT r.model_id, coalesce(m.alias_of, m.model_id) AS priced_id, coalesce((s.record ->> 'called_at')::timestamptz, agora.now()) AS called_at,
                                    coalesce(s.record -> 'variant', '{}') AS variant, agora._argument_hash(s.record) AS hash
                               FROM agora_model.model_reference AS r
                               JOIN agora_model.model AS m ON m.model_id = r.model_id
                              WHERE s.fault IS NULL AND r.reference = lower(s.record ->> 'model')
                              LIMIT 1) AS f ON true
        WINDOW w AS (PARTITION BY s.fault IS NULL, s.record ->> 'key' ORDER BY s.ordinal)
    ), priced AS MATERIALIZED (
        SELECT t.*, l.list, c.usd, c.fault[1] || ': ' || c.fault[2] AS price_fault
          FROM told AS t
         CROSS JOIN LATERAL (SELECT agora_model._list_at(CASE WHEN t.is_usable AND t.turn = 1 THEN t.priced_id END, t.called_at) AS list OFFSET 0) AS l
         CROSS JOIN LATERAL agora_model._cost_of(l.list, t.called_at, t.variant, t.record -> 'usage') AS c
         ORDER BY t.key
    ), numbered AS MATERIALIZED (
        SELECT p.*, CASE WHEN p.is_usable AND p.turn = 1 AND p.price_fault IS NULL AND pg_current_xact_id() IS NOT NULL
                         THEN nextval('agora_model.llm_call_id_seq') END AS llm_call_id
          FROM priced AS p
    ), claimed AS (
        INSERT INTO agora.idempotency AS i (scope, principal_id, key, argument_hash, result, recorded_at)
        SELECT 'record_call', p_actor, n.key, n.hash, jsonb_build_object('llm_call_id', n.llm_call_id, 'cost_usd', n.usd), agora.now()
          FROM numbered AS n
         WHERE n.llm_call_id IS NOT NULL
        ON CONFLICT ON CONSTRAINT idempotency_pk DO NOTHING
        RETURNING i.key
    ), written AS (
        INSERT INTO agora_model.llm_call AS k (llm_call_id, called_at, recorded_at, principal_id, model_id, price_list_id, correlation_id, is_success, stage,
                                               category, project, agent_type, usage, variant, cost_usd, latency_ms, quality, meta)
        SELECT n.llm_call_id, n.called_at, agora.now(), p_actor, n.model_id, n.list, (n.record ->> 'correlation_id')::uuid,
               coalesce((n.record -> 'success')::boolean, true), n.record ->> 'stage', n.record ->> 'category', n.record ->> 'project',
               n.record ->> 'agent_type', n.record -> 'usage', n.variant, n.usd, (n.record ->> 'latency_ms')::numeric,
               (n.record ->> 'quality')::numeric, coalesce(n.record -> 'meta', '{}')
          FROM numbered AS n
         WHERE n.llm_call_id IS NOT NULL AND (n.key IN (SELECT c.key FROM claimed AS c)) IS TRUE
        RETURNING k.llm_call_id
    ), known AS MATERIALIZED (
        SELECT n.ordinal, n.turn, n.key, n.is_usable, n.hash, n.first_hash, first_value(n.llm_call_id) OVER w AS llm_call_id, first_value(n.usd) OVER w AS usd,
               coalesce(n.fault, first_value(n.price_fault) OVER w) AS fault,
               coalesce(first_value(n.llm_call_id) OVER w IN (SELECT x.llm_call_id FROM written AS x), false) AS is_written
          FROM numbered AS n
        WINDOW w AS (PARTITION BY n.is_usable, n.key ORDER BY n.ordinal)
    )
    SELECT array_agg((k.ordinal,
                      CASE WHEN k.fault IS NOT NULL THEN NULL WHEN k.is_written THEN k.llm_call_id ELSE (i.result ->> 'llm_call_id')::bigint END,
                      CASE WHEN k.fault IS NOT NULL THEN NULL WHEN k.is_written THEN k.usd ELSE (i.result ->> 'cost_usd')::numeric END::agora.usd,
                      CASE WHEN k.is_written AND k.turn = 1 THEN 'recorded' WHEN k.fault IS NOT NULL OR o.is_other THEN 'rejected' ELSE 'existing' END,
                      CASE WHEN k.fault IS NOT NULL THEN k.fault WHEN o.is_other THEN 'key was used with other facts' END)::agora_model.call_outcome ORDER BY k.ordinal)
      INTO v_outcomes
      FROM known AS k
      LEFT JOIN LATERAL (SELECT e.result, e.argument_hash FROM agora.idempotency AS e
                          WHERE k.is_usable AND NOT k.is_written AND e.scope = 'record_call' AND e.principal_id = p_actor AND e.key = k.key
                          LIMIT 1) AS i ON true
     CROSS JOIN LATERAL (SELECT k.hash IS DISTINCT FROM CASE WHEN k.is_written THEN k.first_hash ELSE i.argument_hash END AS is_other) AS o;
    IF EXISTS (SELECT FROM agora_model.budget) THEN
        PERFORM agora_model._charge_calls((SELECT array_agg(o.llm_call_id) FROM unnest(v_outcomes) AS o WHERE o.outcome = 'recorded'), p_actor);
    END IF;
    RETURN QUERY SELECT o.* FROM unnest(v_outcomes) AS o;
END;
$record_calls$;

COMMENT ON FUNCTION agora_model.record_calls(jsonb, bigint)
    IS 'Record a JSON array of at most 10000 calls, each with its key; for each recorded, existing or rejected with the reason.';
REVOKE ALL ON FUNCTION agora_model.record_calls(jsonb, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_model.record_calls(jsonb, bigint) TO agora_service;
