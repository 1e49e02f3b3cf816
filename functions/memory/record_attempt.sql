-- Records one attempt that ended, in one call, as start_attempt() and finish_attempt() would in two; the record is described with
-- import_attempts(). Its own id is the key: the same record again returns the first attempt.
-- Errors: 22023 · 40001 another session was faster, above READ COMMITTED · 42501 · ZA001 · ZA002 · ZA003 · ZM001 · ZM003 · ZM004 · ZM005 · ZM006 ·
-- ZM031 blocked.
-- Emits: memory.attempt.finished.v1 · memory.resolution.confirmed.v1
CREATE OR REPLACE FUNCTION agora_memory.record_attempt(
    p_attempt  jsonb,
    p_actor    bigint DEFAULT agora.current_principal()
)
RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $record_attempt$
DECLARE
    v_outcome agora_memory.record_outcome;
BEGIN
    PERFORM agora._act_as(p_actor);
    v_outcome := (agora_memory._import_records(jsonb_build_array(p_attempt), true, true, false, p_actor))[1];
    IF v_outcome.outcome = 'rejected' THEN
        RAISE EXCEPTION USING
            ERRCODE = v_outcome.sqlstate,
            MESSAGE = 'attempt record is not usable',
            DETAIL  = v_outcome.reason,
            HINT    = CASE v_outcome.sqlstate
                          WHEN '42501' THEN 'Leave agent out, or connect as a login that may act for it.'
                          WHEN 'ZA002' THEN 'An operator may lift it with agora.resume_principal().'
                          WHEN 'ZA003' THEN 'Use a new id for a new attempt; repeat a record exactly as it was.'
                          WHEN 'ZM001' THEN 'Record the attempt that it retries first, or name none.'
                          WHEN 'ZM003' THEN 'Finish the parent first, and leave correlation_id out: a retry is in the correlation of what it retries.'
                          WHEN 'ZM004' THEN 'See agora.category; an operator adds one with agora.add_problem_category().'
                          WHEN 'ZM005' THEN 'Find transforms with agora_memory.match_transforms().'
                          WHEN 'ZM006' THEN 'Choose another transform with agora_memory.match_transforms().'
                          WHEN 'ZM031' THEN 'Choose another with agora_memory.match_transforms(); a reviewer may unblock it.'
                          ELSE 'agora import --schema prints the format of a record.'
                      END;
    END IF;
    IF v_outcome.outcome = 'imported' THEN
        PERFORM agora_memory._announce_attempt(v_outcome.attempt_id);
    END IF;
    RETURN v_outcome.attempt_id;
END;
$record_attempt$;

COMMENT ON FUNCTION agora_memory.record_attempt(jsonb, bigint)
    IS 'Record an attempt that ended, given as one JSON object, and return its id; its own id makes it idempotent.';
REVOKE ALL ON FUNCTION agora_memory.record_attempt(jsonb, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_memory.record_attempt(jsonb, bigint) TO agora_service;
