-- Records what refinement did to the code of a run. Without a key every call is a new one.
-- Errors: 22023 · 42501 · ZA001 · ZA002 · ZA003 · ZG001 · ZG002 · ZG003.   Locks: the run.
CREATE OR REPLACE FUNCTION agora_pipeline.record_refinement(
    p_run            bigint,
    p_is_applied     boolean,
    p_reason         text,
    p_lines_before   integer DEFAULT NULL,
    p_lines_after    integer DEFAULT NULL,
    p_lines_changed  integer DEFAULT NULL,
    p_confidence     numeric DEFAULT NULL,
    p_quorum         jsonb   DEFAULT '{}',
    p_key            text    DEFAULT NULL,
    p_actor          bigint  DEFAULT agora.current_principal()
)
RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $record_refinement$
DECLARE
    v_quorum  jsonb;
    v_first   jsonb;
    v_done    bigint;
BEGIN
    PERFORM agora._act_as(p_actor);
    PERFORM agora._check_text('p_reason', p_reason, 1000), agora._check_number('p_is_applied', p_is_applied::integer, 0, 1),
            agora._check_number('p_lines_before', p_lines_before, 0, 10000000, p_optional => true), agora._check_number('p_lines_after', p_lines_after, 0, 10000000, p_optional => true),
            agora._check_number('p_lines_changed', p_lines_changed, 0, 10000000, p_optional => true), agora._check_number('p_confidence', p_confidence, 0, 1, p_optional => true);
    v_quorum := agora_pipeline._check_data('p_quorum', p_quorum);
    v_first := agora._first_result('record_refinement', p_actor, p_key,
                                   jsonb_build_array(p_run, p_is_applied, p_reason, p_lines_before, p_lines_after, p_lines_changed, p_confidence, p_quorum));
    IF v_first IS NOT NULL THEN
        RETURN v_first::bigint;
    END IF;
    PERFORM agora_pipeline._lock_run(p_run, true, p_actor);
    INSERT INTO agora_pipeline.refinement AS f (generation_run_id, is_applied, reason, confidence, lines_before, lines_after, lines_changed, quorum, recorded_at)
    VALUES (p_run, p_is_applied, (agora_memory._redact_texts(ARRAY[p_reason]))[1], p_confidence, p_lines_before, p_lines_after, p_lines_changed, v_quorum, agora.now())
    RETURNING f.refinement_id INTO v_done;
    PERFORM agora._keep_result('record_refinement', p_actor, p_key, to_jsonb(v_done));
    RETURN v_done;
END;
$record_refinement$;

COMMENT ON FUNCTION agora_pipeline.record_refinement(bigint, boolean, text, integer, integer, integer, numeric, jsonb, text, bigint)
    IS 'Record a refinement of a generation run: whether it was taken and why, lines before, after and changed, confidence 0..1 before it, and how models voted (p_quorum, as data). Returns its id; with a p_key, once.';
REVOKE ALL ON FUNCTION agora_pipeline.record_refinement(bigint, boolean, text, integer, integer, integer, numeric, jsonb, text, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_pipeline.record_refinement(bigint, boolean, text, integer, integer, integer, numeric, jsonb, text, bigint) TO agora_service;
