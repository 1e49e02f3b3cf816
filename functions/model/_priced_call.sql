-- A call that a new list of a model would have priced, had it been there: priced before, from the moment on until the next list.
CREATE OR REPLACE FUNCTION agora_model._priced_call(
    p_model  bigint,
    p_from   timestamptz
)
RETURNS bigint
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $_priced_call$
BEGIN
    RETURN (SELECT k.llm_call_id
              FROM agora_model.llm_call AS k
             WHERE k.model_id IN (SELECT m.model_id FROM agora_model.model AS m WHERE coalesce(m.alias_of, m.model_id) = p_model)
               AND k.called_at >= p_from
               AND k.called_at < agora_model._next_list(p_model, p_from)
               AND (k.cost_usd IS NOT NULL OR EXISTS (SELECT FROM agora_model.call_correction AS c WHERE c.llm_call_id = k.llm_call_id))
             LIMIT 1);
END;
$_priced_call$;

COMMENT ON FUNCTION agora_model._priced_call(bigint, timestamptz)
    IS 'A priced call whose time a new list of the model would cover; NULL = none.';
REVOKE ALL ON FUNCTION agora_model._priced_call(bigint, timestamptz) FROM PUBLIC;
