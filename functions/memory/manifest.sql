-- Everything known about a problem, in one answer and as a text to paste. The error is taken from p_options, else from the last
-- failed attempt of the correlation. A part that has nothing to say is available: false with its reason, never an exception.
-- What was answered is kept under a manifest_id, but for who may only read, and in a transaction that may not write.
-- Errors: 22023 · 42501 · ZA001 · ZA002 · ZA003 · ZM004 unknown category.   Emits: memory.manifest.given.v1
CREATE OR REPLACE FUNCTION agora_memory.manifest(
    p_problem         text,
    p_correlation_id  uuid   DEFAULT NULL,
    p_options         jsonb  DEFAULT '{}',
    p_key             text   DEFAULT NULL,
    p_actor           bigint DEFAULT agora.current_principal()
)
RETURNS jsonb
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $manifest$
DECLARE
    v_start     numeric := agora._elapsed();
    v_question  jsonb;
    v_options   jsonb := p_options;
    v_reason    text;
    v_first     jsonb;
    v_tokens    integer;
    v_draft     agora_memory.manifest_draft;
    v_body      jsonb;
BEGIN
    IF p_actor IS NULL AND agora.current_principal() IS NULL THEN
        v_reason := 'this login may only read';
    ELSE
        PERFORM agora._act_as(p_actor);
    END IF;
    IF current_setting('transaction_read_only')::boolean THEN
        v_reason := 'the transaction may only read';
    END IF;
    PERFORM agora._check_text('p_problem', p_problem, 1000000);
    PERFORM agora._check_text('p_key', p_key, 200, p_optional => true);
    PERFORM agora_memory._check_manifest_options(p_options);
    v_question := jsonb_build_object('problem', p_problem, 'correlation_id', p_correlation_id);
    IF v_reason IS NULL THEN
        v_first := agora._first_result('manifest', p_actor, p_key, v_question || jsonb_build_object('options', p_options));
        IF v_first IS NOT NULL THEN
            RETURN v_question || v_first || (SELECT g.body FROM agora_memory.given_manifest AS g WHERE g.manifest_id = (v_first ->> 'manifest_id')::bigint);
        END IF;
    END IF;

    IF p_correlation_id IS NOT NULL AND coalesce(p_options ->> 'error', p_options ->> 'error_type', p_options ->> 'stack') IS NULL THEN
        SELECT p_options || jsonb_build_object('error_type', d.error_type, 'error', d.error_message, 'stack', d.error_stack) INTO v_options
          FROM agora_memory.attempt AS a
          JOIN agora_memory.attempt_detail AS d ON d.attempt_id = a.attempt_id
         WHERE a.correlation_id = p_correlation_id AND a.error_signature_id IS NOT NULL
         ORDER BY a.attempt_id DESC
         LIMIT 1;
    END IF;
    v_draft := agora_memory._manifest_sections(p_problem, coalesce(v_options, p_options));
    v_tokens := coalesce((p_options ->> 'max_tokens')::numeric::integer, agora.setting_integer('memory.manifest_tokens'));
    v_body := v_draft.sections || jsonb_build_object('text', agora_memory._manifest_text(v_draft.sections, v_tokens));
    IF v_reason IS NOT NULL THEN
        RETURN v_question || v_body || jsonb_build_object('manifest_id', NULL, 'not_recorded', v_reason);
    END IF;
    v_first := jsonb_build_object('manifest_id', agora_memory._record_manifest(v_body, p_correlation_id, agora._elapsed() - v_start,
                                                                               v_draft.section_ms, p_actor));
    PERFORM agora._keep_result('manifest', p_actor, p_key, v_first);
    RETURN v_question || v_first || v_body;
END;
$manifest$;

COMMENT ON FUNCTION agora_memory.manifest(text, uuid, jsonb, text, bigint)
    IS 'What is known about a problem, as JSON by section and as text: known failures, fixes, approved transforms, golden states, patterns, cost.';
REVOKE ALL ON FUNCTION agora_memory.manifest(text, uuid, jsonb, text, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_memory.manifest(text, uuid, jsonb, text, bigint) TO agora_reader;
