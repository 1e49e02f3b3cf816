-- Asks every invariant probe; a row is a violation. Empty is what an operator wants to see.
CREATE OR REPLACE FUNCTION agora.check_invariants()
RETURNS TABLE (probe text, violation text)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $check_invariants$
DECLARE
    r_probe agora.probe;
BEGIN
    -- A loop, because each probe is another function.
    FOR r_probe IN SELECT p.* FROM agora.probe AS p WHERE p.kind = 'invariant' ORDER BY p.probe LOOP
        RETURN QUERY EXECUTE format('SELECT %L::text, v FROM %s() AS v', r_probe.probe, r_probe.function_name::regproc);
    END LOOP;
END;
$check_invariants$;

COMMENT ON FUNCTION agora.check_invariants()
    IS 'Violated invariants, one row each; empty when all is right.';
REVOKE ALL ON FUNCTION agora.check_invariants() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora.check_invariants() TO agora_service;
