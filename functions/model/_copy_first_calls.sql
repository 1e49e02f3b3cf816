-- Copies calls of partition p0, which is the pattern of the others and so cannot be detached itself, to a table beside it, in their
-- order; the tables of others come by themselves. Returns how many there were left to copy, at most p_limit.
CREATE OR REPLACE FUNCTION agora_model._copy_first_calls(p_limit bigint)
RETURNS bigint
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_copy_first_calls$
DECLARE
    c_kept    constant name := 'llm_call_p0_retired';
    v_copied  bigint;
BEGIN
    IF to_regclass('agora_model.' || c_kept) IS NULL THEN
        EXECUTE format('CREATE TABLE agora_model.%I (LIKE agora_model.llm_call_p0 INCLUDING ALL)', c_kept);
    END IF;
    EXECUTE format('INSERT INTO agora_model.%1$I'
                   ' SELECT k.* FROM agora_model.llm_call_p0 AS k'
                   '  WHERE k.llm_call_id > (SELECT coalesce(max(r.llm_call_id), 0) FROM agora_model.%1$I AS r)'
                   '  ORDER BY k.llm_call_id LIMIT $1', c_kept) USING p_limit;
    GET DIAGNOSTICS v_copied = ROW_COUNT;
    RETURN v_copied;
END;
$_copy_first_calls$;

COMMENT ON FUNCTION agora_model._copy_first_calls(bigint)
    IS 'Copy at most p_limit (1 to 100000000) further calls of partition p0 to where they are kept; returns how many.';
REVOKE ALL ON FUNCTION agora_model._copy_first_calls(bigint) FROM PUBLIC;
