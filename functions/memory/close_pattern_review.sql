-- Closes a review task with what came of it.
-- Errors: 22023 · 42501 · ZA001 · ZA002 · ZA003 · ZA009 done before · ZM064 unknown.
-- Locks: the review.   Emits: memory.review.closed.v1
CREATE OR REPLACE FUNCTION agora_memory.close_pattern_review(
    p_review  bigint,
    p_notes   text,
    p_key     text   DEFAULT NULL,
    p_actor   bigint DEFAULT agora.current_principal()
)
RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $close_pattern_review$
DECLARE
    v_review agora_memory.pattern_review;
BEGIN
    PERFORM agora._act_as(p_actor);
    PERFORM agora._check_text('p_notes', p_notes, 10000);
    IF agora._first_result('close_pattern_review', p_actor, p_key, jsonb_build_array(p_review, p_notes)) IS NOT NULL THEN
        RETURN p_review;
    END IF;
    SELECT r.* INTO v_review FROM agora_memory.pattern_review AS r WHERE r.pattern_review_id = p_review FOR NO KEY UPDATE;
    IF NOT FOUND THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZM064',
            MESSAGE = 'unknown review of patterns',
            DETAIL  = format('p_review=%s', coalesce(p_review::text, 'NULL')),
            HINT    = 'See agora_memory.pattern_review_task.';
    END IF;
    IF v_review.status = 'done' THEN -- the guard looks at changes only
        RAISE EXCEPTION USING
            ERRCODE = 'ZA009',
            MESSAGE = 'this change of state is not allowed',
            DETAIL  = format('machine=pattern_review from=done to=done done_by=%s', v_review.done_by),
            HINT    = 'The review was done before.';
    END IF;
    UPDATE agora_memory.pattern_review AS r
       SET status = 'done', done_by = p_actor, done_at = agora.now(), notes = agora_memory._redact(p_notes)
     WHERE r.pattern_review_id = p_review;
    PERFORM agora_event._emit('memory.review.closed.v1', p_review::text,
                              jsonb_build_object('pattern_review_id', p_review, 'notes', agora_memory._redact(p_notes)), NULL, p_actor);
    PERFORM agora._keep_result('close_pattern_review', p_actor, p_key, to_jsonb(p_review));
    RETURN p_review;
END;
$close_pattern_review$;

COMMENT ON FUNCTION agora_memory.close_pattern_review(bigint, text, text, bigint)
    IS 'Close a review of patterns, with what came of it.';
REVOKE ALL ON FUNCTION agora_memory.close_pattern_review(bigint, text, text, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_memory.close_pattern_review(bigint, text, text, bigint) TO agora_operator;
