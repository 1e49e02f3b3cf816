-- Opens a review task when enough was contributed since the last one. Called under the lock on the counter.
-- Emits: memory.review.opened.v1
CREATE OR REPLACE FUNCTION agora_memory._open_review(
    p_contribution  bigint,
    p_actor         bigint
)
RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_open_review$
DECLARE
    v_last    bigint;
    v_review  bigint;
BEGIN
    SELECT coalesce(max(r.last_contribution), 0) INTO v_last FROM agora_memory.pattern_review AS r;
    IF p_contribution - v_last < agora.setting_integer('memory.pattern_review_every') THEN
        RETURN;
    END IF;
    INSERT INTO agora_memory.pattern_review AS r (first_contribution, last_contribution, opened_at)
    VALUES (v_last + 1, p_contribution, agora.now())
    RETURNING r.pattern_review_id INTO v_review;
    PERFORM agora_event._emit('memory.review.opened.v1', v_review::text,
                              jsonb_build_object('pattern_review_id', v_review, 'first_contribution', v_last + 1,
                                                 'last_contribution', p_contribution),
                              NULL, p_actor);
END;
$_open_review$;

COMMENT ON FUNCTION agora_memory._open_review(bigint, bigint)
    IS 'Open a review of patterns where one is due.';
REVOKE ALL ON FUNCTION agora_memory._open_review(bigint, bigint) FROM PUBLIC;
