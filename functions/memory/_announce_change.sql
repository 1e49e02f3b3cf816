-- Tells the world that a resolution went from one state to another: in the name of the attempt that showed it, or of the system
-- where time or a setting did.
-- Emits: memory.resolution.changed.v1
CREATE OR REPLACE FUNCTION agora_memory._announce_change(
    p_resolution  bigint,
    p_from        text,
    p_attempt     bigint DEFAULT NULL
)
RETURNS bigint
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_announce_change$
BEGIN
    RETURN (SELECT agora_event._emit('memory.resolution.changed.v1', p_resolution::text,
                                     jsonb_build_object('resolution_id', p_resolution, 'error_signature_id', r.error_signature_id,
                                                        'from', p_from, 'to', r.status, 'confidence', r.confidence,
                                                        'n', r.successes + r.failures),
                                     a.correlation_id, coalesce(a.principal_id, 1))
              FROM agora_memory.resolution AS r
              LEFT JOIN agora_memory.attempt AS a ON a.attempt_id = p_attempt
             WHERE r.resolution_id = p_resolution);
END;
$_announce_change$;

COMMENT ON FUNCTION agora_memory._announce_change(bigint, text, bigint)
    IS 'Publish that a resolution changed its state; returns the event.';
REVOKE ALL ON FUNCTION agora_memory._announce_change(bigint, text, bigint) FROM PUBLIC;
