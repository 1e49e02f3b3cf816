-- Everything known about a problem, in one answer: what must not be tried again, what fixed this error, code that fits. The
-- error is taken from p_options, else from the last failed attempt of the correlation. A part that has nothing to say is
-- available: false with its reason; it is never an exception.
-- Errors: 22023 · ZM004 unknown category.
CREATE OR REPLACE FUNCTION agora_memory.manifest(
    p_problem         text,
    p_correlation_id  uuid  DEFAULT NULL,
    p_options         jsonb DEFAULT '{}'
)
RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $manifest$
DECLARE
    v_least     numeric := agora.setting_numeric('memory.recommend_min_quality');
    v_limit     integer := 5;
    v_type      text := p_options ->> 'error_type';
    v_error     text := p_options ->> 'error';
    v_stack     text := p_options ->> 'error_stack';
    v_is_error  boolean;
    v_fixes     jsonb;
    v_fails     jsonb;
    v_code      jsonb;
BEGIN
    PERFORM agora._check_text('p_problem', p_problem, 1000000);
    PERFORM agora._check_object('p_options', p_options, 2000000);
    IF EXISTS (SELECT 1 FROM jsonb_object_keys(p_options) AS k WHERE k NOT IN ('error', 'error_type', 'error_stack', 'limit', 'category', 'language'))
       OR EXISTS (SELECT 1 FROM jsonb_each(p_options) AS e WHERE jsonb_typeof(e.value) NOT IN ('null', CASE e.key WHEN 'limit' THEN 'number' ELSE 'string' END))
       OR (p_options ->> 'limit')::numeric % 1 <> 0 THEN
        RAISE EXCEPTION USING
            ERRCODE = '22023',
            MESSAGE = 'manifest option is not usable',
            DETAIL  = format('p_options=%s', left(p_options::text, 500)),
            HINT    = 'Known: error, error_type, error_stack, category, language (texts), limit (1 to 100).';
    END IF;
    PERFORM agora._check_number('limit', coalesce((p_options ->> 'limit')::numeric, v_limit), 1, 100);
    v_limit := coalesce((p_options ->> 'limit')::numeric::integer, v_limit);

    IF v_error IS NULL AND v_type IS NULL AND v_stack IS NULL AND p_correlation_id IS NOT NULL THEN
        SELECT d.error_type, d.error_message, d.error_stack INTO v_type, v_error, v_stack
          FROM agora_memory.attempt AS a
          JOIN agora_memory.attempt_detail AS d ON d.attempt_id = a.attempt_id
         WHERE a.correlation_id = p_correlation_id AND a.error_signature_id IS NOT NULL
         ORDER BY a.attempt_id DESC
         LIMIT 1;
    END IF;
    v_is_error := concat(v_error, v_type, v_stack) ~ '\S';

    IF v_is_error THEN
        SELECT jsonb_agg(to_jsonb(f) ORDER BY f.rank) INTO v_fixes FROM agora_memory.known_fixes(v_error, v_limit, v_type, v_stack) AS f;
        SELECT jsonb_agg(to_jsonb(f)) INTO v_fails FROM agora_memory.known_failures(v_error, v_limit, v_type, v_stack) AS f;
    END IF;
    SELECT jsonb_agg(to_jsonb(m) || jsonb_build_object('is_recommended', m.status = 'approved' AND coalesce(m.quality >= v_least, false))
                     ORDER BY m.rank)
      INTO v_code
      FROM agora_memory.match_transforms(p_problem, v_limit, p_options ->> 'category', p_options ->> 'language') AS m;

    RETURN jsonb_build_object(
        'problem', p_problem,
        'correlation_id', p_correlation_id,
        'fixes', agora_memory._manifest_section(v_fixes, CASE WHEN v_is_error THEN 'no fix of this error is known' ELSE 'no error was given' END),
        'known_failures', agora_memory._manifest_section(v_fails, CASE WHEN v_is_error THEN 'nothing is known to fail' ELSE 'no error was given' END),
        'transforms', agora_memory._manifest_section(v_code, 'no transform fits'),
        'golden_states', agora_memory._manifest_section(NULL, 'golden states are not part of this release'),
        'patterns', agora_memory._manifest_section(NULL, 'patterns are not part of this release'),
        'cost', agora_memory._manifest_section(NULL, 'costs are not part of this release'));
END;
$manifest$;

COMMENT ON FUNCTION agora_memory.manifest(text, uuid, jsonb)
    IS 'Known fixes, known failures and fitting transforms (is_recommended: approved and good) for a problem, as one JSON object.';
REVOKE ALL ON FUNCTION agora_memory.manifest(text, uuid, jsonb) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_memory.manifest(text, uuid, jsonb) TO agora_reader;
