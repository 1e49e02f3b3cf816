-- Adds a gate. Its number is the natural key: the same facts again change nothing, others are refused, because results refer to it.
-- Errors: 22023 · 42501 · ZA001 · ZA002 · ZG005 · ZG012.
CREATE OR REPLACE FUNCTION agora_pipeline.add_gate(
    p_gate       text,
    p_category   text,
    p_gate_type  text,
    p_title      text,
    p_stage      text    DEFAULT NULL,
    p_target_ms  numeric DEFAULT NULL,
    p_actor      bigint  DEFAULT agora.current_principal()
)
RETURNS text
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $add_gate$
DECLARE
    v_found agora_pipeline.gate;
BEGIN
    PERFORM agora._act_as(p_actor);
    PERFORM agora._check_text('p_title', p_title, 1000), agora._check_number('p_target_ms', p_target_ms, 0.001, 1000000000, p_optional => true);
    IF (p_gate ~ '^[A-Z][A-Z0-9-]{0,19}$' AND p_category ~ '^[a-z][a-z0-9_]{0,49}$') IS NOT TRUE
       OR NOT EXISTS (SELECT FROM agora_pipeline.gate_type AS t WHERE t.gate_type = p_gate_type) THEN
        RAISE EXCEPTION USING
            ERRCODE = '22023',
            MESSAGE = 'a gate needs a number, a category and a type',
            DETAIL  = format('p_gate=%s p_category=%s p_gate_type=%s', coalesce(p_gate, 'NULL'), coalesce(p_category, 'NULL'), coalesce(p_gate_type, 'NULL')),
            HINT    = 'Such as X-1, security, blocking; types are blocking, checkpoint, quality_check, advisory, monitoring.';
    END IF;
    IF p_stage IS NOT NULL THEN
        PERFORM agora_pipeline._known_stage(p_stage);
    END IF;
    INSERT INTO agora_pipeline.gate (gate, category, gate_type, stage, target_ms, title)
    VALUES (p_gate, p_category, p_gate_type, p_stage, p_target_ms, p_title)
    ON CONFLICT ON CONSTRAINT gate_pk DO NOTHING;
    SELECT g.* INTO v_found FROM agora_pipeline.gate AS g WHERE g.gate = p_gate;
    IF (v_found.category, v_found.gate_type, v_found.stage, v_found.target_ms, v_found.title) IS DISTINCT FROM (p_category, p_gate_type, p_stage, p_target_ms, p_title) THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZG012',
            MESSAGE = 'gate exists with other facts',
            DETAIL  = format('p_gate=%s category=%s gate_type=%s', p_gate, v_found.category, v_found.gate_type),
            HINT    = 'Results refer to a gate as it was: give the other one a number of its own.';
    END IF;
    RETURN p_gate;
END;
$add_gate$;

COMMENT ON FUNCTION agora_pipeline.add_gate(text, text, text, text, text, numeric, bigint)
    IS 'Add a gate: p_gate_type blocking, checkpoint, quality_check, advisory or monitoring; p_stage NULL = of any, p_target_ms NULL = pipeline.gate_target.';
REVOKE ALL ON FUNCTION agora_pipeline.add_gate(text, text, text, text, text, numeric, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_pipeline.add_gate(text, text, text, text, text, numeric, bigint) TO agora_operator;
