-- Usage of a call: units that are known, each with a count that is not negative, whole where the unit is.
-- Errors: 22023.
CREATE OR REPLACE FUNCTION agora_model._check_usage(p_usage jsonb)
RETURNS void
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $_check_usage$
DECLARE
    v_fault text[];
BEGIN
    PERFORM agora._check_object('p_usage', p_usage, 10000);
    v_fault := agora_model._usage_fault(p_usage);
    IF v_fault IS NOT NULL THEN
        PERFORM agora._raise_fault(v_fault);
    END IF;
END;
$_check_usage$;

COMMENT ON FUNCTION agora_model._check_usage(jsonb)
    IS 'Refuse usage that is not an object of known units and counts.';
REVOKE ALL ON FUNCTION agora_model._check_usage(jsonb) FROM PUBLIC;
