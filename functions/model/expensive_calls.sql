-- The most expensive calls of a window, by the last word on their cost. A bound login sees its own.
-- Errors: 22023 · ZP005 unknown stage.
CREATE OR REPLACE FUNCTION agora_model.expensive_calls(
    p_limit   integer  DEFAULT 10,
    p_window  interval DEFAULT NULL,
    p_stage   text     DEFAULT NULL
)
RETURNS SETOF agora_model.recorded_call
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $expensive_calls$
DECLARE
    v_window interval := agora_model._check_window(p_stage, p_window, agora.now());
BEGIN
    PERFORM agora._check_number('p_limit', p_limit, 1, 10000);
    RETURN QUERY
    SELECT c.* FROM agora_model.recorded_call AS c
     WHERE c.called_at > agora.now() - v_window AND (p_stage IS NULL OR c.stage = p_stage) AND c.cost_usd IS NOT NULL
     ORDER BY c.cost_usd DESC, c.llm_call_id
     LIMIT p_limit;
END;
$expensive_calls$;

COMMENT ON FUNCTION agora_model.expensive_calls(integer, interval, text)
    IS 'The p_limit (1 to 10000) most expensive calls of the window that ends now, in a stage or (NULL) in any; p_window NULL = model.performance_window.';
REVOKE ALL ON FUNCTION agora_model.expensive_calls(integer, interval, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_model.expensive_calls(integer, interval, text) TO agora_reader;
