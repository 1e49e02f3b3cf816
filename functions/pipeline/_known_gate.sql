-- A gate that runs pass or not.
-- Errors: ZG006.
CREATE OR REPLACE FUNCTION agora_pipeline._known_gate(
    p_gate  text
)
RETURNS agora_pipeline.gate
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $_known_gate$
DECLARE
    v_found agora_pipeline.gate;
BEGIN
    SELECT g.* INTO v_found FROM agora_pipeline.gate AS g WHERE g.gate = p_gate;
    IF NOT FOUND THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZG006',
            MESSAGE = 'unknown gate',
            DETAIL  = format('p_gate=%s', coalesce(p_gate, 'NULL')),
            HINT    = 'See agora_pipeline.known_gate; an operator adds one with agora_pipeline.add_gate().';
    END IF;
    RETURN v_found;
END;
$_known_gate$;

COMMENT ON FUNCTION agora_pipeline._known_gate(text)
    IS 'A gate.';
REVOKE ALL ON FUNCTION agora_pipeline._known_gate(text) FROM PUBLIC;
