-- Says whether a recommended pattern was right for an attempt, with the score it was shown with; once per pattern, attempt and
-- judge. A program's verdict weighs less than a user's; an author's own is kept and does not count.
-- Errors: 22023 · 42501 · ZA001 · ZA002 · ZA003 · ZM001 unknown attempt · ZM055 other verdict · ZM060.
-- Emits: memory.pattern.judged.v1
CREATE OR REPLACE FUNCTION agora_memory.record_pattern_feedback(
    p_pattern       bigint,
    p_attempt       bigint,
    p_verdict       text,
    p_score         numeric,
    p_is_automatic  boolean DEFAULT false,
    p_comment       text    DEFAULT NULL,
    p_key           text    DEFAULT NULL,
    p_actor         bigint  DEFAULT agora.current_principal()
)
RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $record_pattern_feedback$
DECLARE
    v_first     jsonb;
    v_feedback  agora_memory.pattern_feedback;
BEGIN
    PERFORM agora._act_as(p_actor);
    PERFORM agora._check_number('p_score', p_score, 0, 1);
    PERFORM agora._check_text('p_comment', p_comment, 10000, p_optional => true);
    IF p_verdict IS NULL OR p_verdict NOT IN ('correct', 'incorrect', 'partial', 'adjusted') OR p_is_automatic IS NULL THEN
        RAISE EXCEPTION USING
            ERRCODE = '22023',
            MESSAGE = 'verdict on a pattern is not usable',
            DETAIL  = format('p_verdict=%s p_is_automatic=%s', coalesce(left(p_verdict, 40), 'NULL'), coalesce(p_is_automatic::text, 'NULL')),
            HINT    = 'Known: correct, incorrect, partial, adjusted.';
    END IF;
    v_first := agora._first_result('record_pattern_feedback', p_actor, p_key,
                                   jsonb_build_array(p_pattern, p_attempt, p_verdict, trim_scale(p_score), p_is_automatic, p_comment));
    IF v_first IS NOT NULL THEN
        RETURN v_first::bigint;
    END IF;
    PERFORM agora_memory._pattern_version(p_pattern, NULL);
    IF NOT EXISTS (SELECT 1 FROM agora_memory.attempt AS a WHERE a.attempt_id = p_attempt) THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZM001',
            MESSAGE = 'unknown attempt',
            DETAIL  = format('p_attempt=%s', coalesce(p_attempt::text, 'NULL')),
            HINT    = 'Name the attempt that the pattern was recommended for.';
    END IF;

    INSERT INTO agora_memory.pattern_feedback AS f
           (pattern_id, attempt_id, principal_id, verdict, score, weight, is_own, comment, recorded_at)
    VALUES (p_pattern, p_attempt, p_actor, p_verdict, p_score,
            agora.setting_numeric(CASE WHEN p_is_automatic THEN 'memory.pattern_automatic_weight' ELSE 'memory.pattern_user_weight' END),
            agora_memory._is_pattern_author(p_pattern, p_actor), agora_memory._redact(p_comment), agora.now())
    ON CONFLICT ON CONSTRAINT pattern_feedback_attempt_uq DO NOTHING
    RETURNING f.* INTO v_feedback;
    IF FOUND THEN
        PERFORM agora_event._emit('memory.pattern.judged.v1', p_pattern::text,
                                  jsonb_build_object('pattern_id', p_pattern, 'attempt_id', p_attempt, 'verdict', p_verdict, 'score', p_score),
                                  NULL, p_actor);
    ELSE
        SELECT f.* INTO v_feedback
          FROM agora_memory.pattern_feedback AS f
         WHERE f.pattern_id = p_pattern AND f.attempt_id = p_attempt AND f.principal_id = p_actor;
        IF (v_feedback.verdict, v_feedback.score) IS DISTINCT FROM (p_verdict, p_score) THEN
            RAISE EXCEPTION USING
                ERRCODE = 'ZM055',
                MESSAGE = 'this use was recorded with other facts',
                DETAIL  = format('pattern_id=%s attempt_id=%s verdict=%s score=%s', p_pattern, p_attempt, v_feedback.verdict, v_feedback.score),
                HINT    = 'One judges a recommendation once.';
        END IF;
    END IF;
    PERFORM agora._keep_result('record_pattern_feedback', p_actor, p_key, to_jsonb(v_feedback.pattern_feedback_id));
    RETURN v_feedback.pattern_feedback_id;
END;
$record_pattern_feedback$;

COMMENT ON FUNCTION agora_memory.record_pattern_feedback(bigint, bigint, text, numeric, boolean, text, text, bigint)
    IS 'Judge a recommended pattern: correct, incorrect, partial or adjusted, with the score 0..1 that it was shown with; returns the verdict''s id.';
REVOKE ALL ON FUNCTION agora_memory.record_pattern_feedback(bigint, bigint, text, numeric, boolean, text, text, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_memory.record_pattern_feedback(bigint, bigint, text, numeric, boolean, text, text, bigint) TO agora_service;
