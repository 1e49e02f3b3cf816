-- The last id that a call was given; 0 = none.
CREATE OR REPLACE FUNCTION agora_model._last_call()
RETURNS bigint
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_last_call$
BEGIN
    RETURN (SELECT CASE WHEN q.is_called THEN q.last_value ELSE 0 END FROM agora_model.llm_call_id_seq AS q);
END;
$_last_call$;

COMMENT ON FUNCTION agora_model._last_call()
    IS 'Highest id of a call so far.';
REVOKE ALL ON FUNCTION agora_model._last_call() FROM PUBLIC;
