-- Records how a transform did in one of the actor's attempts. A success needs an attempt that succeeded; a failure may be told
-- before the attempt ends. Using one's own counts, its user does not. The same use again is the first one; another outcome of it
-- is refused.
-- Errors: 22023 · 42501 · ZA001 · ZA002 · ZA003 · ZM001 · ZM005 · ZM006 · ZM031 · ZM033 · ZM056 · ZM057.   Locks: the transform's usage.
-- Emits: memory.transform.approved.v1
CREATE OR REPLACE FUNCTION agora_memory.record_use(
    p_transform  bigint,
    p_attempt    bigint,
    p_outcome    text,
    p_key        text   DEFAULT NULL,
    p_actor      bigint DEFAULT agora.current_principal()
)
RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $record_use$
DECLARE
    v_now      timestamptz := agora.now();
    v_first    jsonb;
    v_outcome  text;
    v_id       bigint;
BEGIN
    PERFORM agora._act_as(p_actor);
    IF p_outcome IS NULL OR p_outcome NOT IN ('success', 'failure', 'partial') THEN
        RAISE EXCEPTION USING
            ERRCODE = '22023',
            MESSAGE = 'unknown outcome',
            DETAIL  = format('p_outcome=%s', left(coalesce(p_outcome, 'NULL'), 100)),
            HINT    = 'Known: success, failure, partial.';
    END IF;
    v_first := agora._first_result('record_use', p_actor, p_key, jsonb_build_array(p_transform, p_attempt, p_outcome));
    IF v_first IS NOT NULL THEN
        RETURN v_first::bigint;
    END IF;
    IF p_outcome = 'success' THEN
        PERFORM agora_memory._use_outcome(p_attempt, p_outcome, p_actor);
    END IF;

    INSERT INTO agora_memory.transform_use AS u (transform_id, attempt_id, principal_id, outcome, is_own, used_at, recorded_at)
    SELECT t.transform_id, a.attempt_id, p_actor, p_outcome, t.contributor_id = p_actor, coalesce(a.finished_at, v_now), v_now
      FROM agora_memory.transform AS t
      JOIN agora_memory.attempt AS a ON a.attempt_id = p_attempt AND a.principal_id = p_actor
     WHERE t.transform_id = p_transform AND agora_memory._is_usable(t)
    ON CONFLICT ON CONSTRAINT transform_use_attempt_uq DO NOTHING
    RETURNING u.transform_use_id INTO v_id;
    IF FOUND THEN
        PERFORM agora_memory._approve_by_policy(ARRAY[p_transform]);
    ELSE
        SELECT u.transform_use_id, u.outcome INTO v_id, v_outcome
          FROM agora_memory.transform_use AS u
         WHERE u.attempt_id = p_attempt AND u.transform_id = p_transform AND u.principal_id = p_actor;
        IF NOT FOUND THEN
            PERFORM agora_memory._check_transforms(ARRAY[p_transform]);
            RAISE EXCEPTION USING
                ERRCODE = 'ZM001',
                MESSAGE = 'unknown attempt',
                DETAIL  = format('p_attempt=%s actor=%s', coalesce(p_attempt::text, 'NULL'), p_actor),
                HINT    = 'Name an attempt of the same principal.';
        ELSIF v_outcome <> p_outcome THEN
            RAISE EXCEPTION USING
                ERRCODE = 'ZM033',
                MESSAGE = 'this use was recorded with another outcome',
                DETAIL  = format('transform_id=%s attempt_id=%s recorded=%s p_outcome=%s', p_transform, p_attempt, v_outcome, p_outcome),
                HINT    = 'Evidence is not rewritten; a further attempt is a further use.';
        END IF;
    END IF;
    PERFORM agora._keep_result('record_use', p_actor, p_key, to_jsonb(v_id));
    RETURN v_id;
END;
$record_use$;

COMMENT ON FUNCTION agora_memory.record_use(bigint, bigint, text, text, bigint)
    IS 'Record the outcome (success, failure, partial) of a transform in an attempt of the actor; returns the use.';
REVOKE ALL ON FUNCTION agora_memory.record_use(bigint, bigint, text, text, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_memory.record_use(bigint, bigint, text, text, bigint) TO agora_service;
