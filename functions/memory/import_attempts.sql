-- Imports records of attempts that ended elsewhere or earlier; docs and the client's JSON Schema describe a record. What is wrong is
-- rejected with its reason while the rest goes in; the same record again is existing. Evidence carries the records' own time, and
-- pays nobody unless p_reward, which a bound login may not ask: it imports what it says of itself. A dry run decides everything and writes nothing.
-- Errors: 22023 · 40001 another session was faster, above READ COMMITTED · 42501 also a bound login with p_reward · ZA001 · ZA002.   Emits: memory.import.completed.v1
CREATE OR REPLACE FUNCTION agora_memory.import_attempts(
    p_records  jsonb,
    p_reward   boolean DEFAULT false,
    p_dry_run  boolean DEFAULT false,
    p_actor    bigint  DEFAULT agora.current_principal()
)
RETURNS TABLE (ordinal integer, attempt_id bigint, outcome text, reason text)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER ROWS 1000
SET search_path = pg_catalog, pg_temp
SET jit = off
AS $import_attempts$
DECLARE
    v_outcomes agora_memory.record_outcome[];
BEGIN
    PERFORM agora._act_as(p_actor);
    IF jsonb_typeof(p_records) IS DISTINCT FROM 'array' OR jsonb_array_length(p_records) > 10000 OR p_reward IS NULL OR p_dry_run IS NULL THEN
        RAISE EXCEPTION USING
            ERRCODE = '22023',
            MESSAGE = 'import is not usable',
            DETAIL  = format('p_records=%s p_reward=%s p_dry_run=%s',
                             CASE jsonb_typeof(p_records) WHEN 'array' THEN jsonb_array_length(p_records) || ' records' ELSE coalesce(jsonb_typeof(p_records), 'NULL') END,
                             coalesce(p_reward::text, 'NULL'), coalesce(p_dry_run::text, 'NULL')),
            HINT    = 'Pass a JSON array of at most 10000 records; agora import takes files of any length.';
    END IF;
    IF p_reward AND agora.visible_principal() <> 0 THEN
        RAISE EXCEPTION USING
            ERRCODE = '42501',
            MESSAGE = 'a bound login asks no reward for what it imports',
            DETAIL  = format('login=%s p_reward=%s', session_user, p_reward),
            HINT    = 'Import without rewards, or let a service or an operator import it.';
    END IF;
    v_outcomes := agora_memory._import_records(p_records, p_reward, false, p_dry_run, p_actor);
    IF NOT p_dry_run THEN
        PERFORM agora_event._emit('memory.import.completed.v1', NULL,
                                  (SELECT jsonb_build_object('imported', count(*) FILTER (WHERE o.outcome = 'imported'),
                                                             'existing', count(*) FILTER (WHERE o.outcome = 'existing'),
                                                             'rejected', count(*) FILTER (WHERE o.outcome = 'rejected'),
                                                             'is_rewardable', p_reward)
                                     FROM unnest(v_outcomes) AS o),
                                  NULL, p_actor);
    END IF;
    RETURN QUERY SELECT o.ordinal::integer, o.attempt_id, o.outcome, o.reason FROM unnest(v_outcomes) AS o;
END;
$import_attempts$;

COMMENT ON FUNCTION agora_memory.import_attempts(jsonb, boolean, boolean, bigint)
    IS 'Import a JSON array of at most 10000 attempt records; for each imported, existing or rejected with the reason. Pays contributors only with p_reward, not for a bound login; p_dry_run writes nothing.';
REVOKE ALL ON FUNCTION agora_memory.import_attempts(jsonb, boolean, boolean, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_memory.import_attempts(jsonb, boolean, boolean, bigint) TO agora_service;
