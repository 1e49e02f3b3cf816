-- The weights of one version of a scorer sum to 1, checked when the transaction ends.
-- Errors: 23514.
CREATE OR REPLACE FUNCTION agora_memory.tg_quality_dimension_sum()
RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $tg_quality_dimension_sum$
DECLARE
    v_sum numeric;
BEGIN
    SELECT sum(d.weight) INTO v_sum
      FROM agora_memory.quality_dimension AS d
     WHERE d.scorer = new.scorer AND d.version = new.version;
    IF v_sum <> 1 THEN
        RAISE EXCEPTION USING
            ERRCODE = '23514',
            MESSAGE = 'weights of a scorer must sum to 1',
            DETAIL  = format('scorer=%s version=%s sum=%s', new.scorer, new.version, v_sum),
            HINT    = 'Write all dimensions of a version in one transaction, or call agora_memory.revise_scorer().';
    END IF;
    RETURN NULL;
END;
$tg_quality_dimension_sum$;

DROP TRIGGER IF EXISTS quality_dimension_sum ON agora_memory.quality_dimension;
CREATE CONSTRAINT TRIGGER quality_dimension_sum
    AFTER INSERT ON agora_memory.quality_dimension
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION agora_memory.tg_quality_dimension_sum();

COMMENT ON FUNCTION agora_memory.tg_quality_dimension_sum()
    IS 'Trigger: refuses weights that do not sum to 1.';
REVOKE ALL ON FUNCTION agora_memory.tg_quality_dimension_sum() FROM PUBLIC;
