-- Says which recorded calls an attempt made, where its correlation does not: calls made before it began, or in another one. Call and
-- attempt are the key: those that it has already are not counted again.
-- Errors: 22023 · 42501 · ZA001 · ZA002 · ZM001 unknown attempt or not the actor's · ZP031 unknown call or not the actor's · ZP032 another attempt's.
-- Locks: the attempt.
CREATE OR REPLACE FUNCTION agora_memory.record_attempt_calls(
    p_attempt  bigint,
    p_calls    bigint[],
    p_actor    bigint DEFAULT agora.current_principal()
)
RETURNS integer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $record_attempt_calls$
DECLARE
    v_attempt  agora_memory.attempt;
    v_wrong    bigint;
    v_other    bigint;
    v_linked   integer;
BEGIN
    PERFORM agora._act_as(p_actor);
    IF p_calls IS NULL OR cardinality(p_calls) NOT BETWEEN 1 AND 10000 OR array_ndims(p_calls) > 1 THEN
        RAISE EXCEPTION USING
            ERRCODE = '22023',
            MESSAGE = 'calls are not usable',
            DETAIL  = format('p_calls=%s', coalesce(cardinality(p_calls)::text, 'NULL')),
            HINT    = 'Pass a list of 1 to 10000 ids that record_call() returned.';
    END IF;
    v_attempt := agora_memory._lock_attempt(p_attempt, p_actor);
    SELECT u.llm_call_id INTO v_wrong
      FROM unnest(p_calls) AS u(llm_call_id)
     WHERE NOT EXISTS (SELECT FROM agora_model.llm_call AS k WHERE k.llm_call_id = u.llm_call_id AND k.principal_id = p_actor)
     LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZP031',
            MESSAGE = 'unknown call',
            DETAIL  = format('llm_call_id=%s actor=%s', coalesce(v_wrong::text, 'NULL'), p_actor),
            HINT    = 'Name calls that the same principal recorded, see agora_model.recorded_call.';
    END IF;
    INSERT INTO agora_memory.attempt_call (llm_call_id, attempt_id, recorded_at)
    SELECT DISTINCT u.llm_call_id, v_attempt.attempt_id, agora.now() FROM unnest(p_calls) AS u(llm_call_id) ORDER BY u.llm_call_id
    ON CONFLICT ON CONSTRAINT attempt_call_pk DO NOTHING;
    GET DIAGNOSTICS v_linked = ROW_COUNT;
    SELECT x.llm_call_id, x.attempt_id INTO v_wrong, v_other
      FROM agora_memory.attempt_call AS x WHERE x.llm_call_id = ANY (p_calls) AND x.attempt_id <> p_attempt LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZP032',
            MESSAGE = 'call belongs to another attempt',
            DETAIL  = format('llm_call_id=%s attempt_id=%s', v_wrong, v_other),
            HINT    = 'A call is counted once; leave it out.';
    END IF;
    RETURN v_linked;
END;
$record_attempt_calls$;

COMMENT ON FUNCTION agora_memory.record_attempt_calls(bigint, bigint[], bigint)
    IS 'Say which recorded calls (1 to 10000) an attempt of the actor made; returns how many were new. Calls in its correlation while it runs are linked by themselves when it ends.';
REVOKE ALL ON FUNCTION agora_memory.record_attempt_calls(bigint, bigint[], bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_memory.record_attempt_calls(bigint, bigint[], bigint) TO agora_service;
