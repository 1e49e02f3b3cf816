-- Whether what a task says of itself agrees with its status: whoever waits is blocked, whoever is held has a claim, begun or not, and whoever is
-- closed has a time for that. One check for the table, and in PL/pgSQL: an expression would be parsed from text in each statement, which
-- for seven of them took two thirds of every claim, heartbeat and completion.
CREATE OR REPLACE FUNCTION agora_work._is_sound_task(
    p_status       text,
    p_unmet        integer,
    p_blockers     integer,
    p_attempts     integer,
    p_holder_id    bigint,
    p_claimed_at   timestamptz,
    p_started_at   timestamptz,
    p_lease        interval,
    p_lease_until  timestamptz,
    p_finish_by    timestamptz,
    p_closed_at    timestamptz
)
RETURNS boolean
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
AS $_is_sound_task$
BEGIN
    RETURN p_unmet >= 0 AND p_blockers >= 0 AND p_attempts >= 0
       AND CASE p_status
               WHEN 'blocked'     THEN p_unmet + p_blockers > 0 AND num_nonnulls(p_started_at, p_closed_at) = 0
               WHEN 'available'   THEN p_unmet + p_blockers = 0 AND num_nonnulls(p_started_at, p_closed_at) = 0
               WHEN 'claimed'     THEN p_unmet + p_blockers = 0 AND num_nonnulls(p_started_at, p_closed_at) = 0
               WHEN 'in_progress' THEN p_unmet + p_blockers = 0 AND p_started_at IS NOT NULL AND p_closed_at IS NULL
               WHEN 'completed'   THEN p_started_at IS NULL AND p_closed_at IS NOT NULL
               WHEN 'failed'      THEN p_started_at IS NULL AND p_closed_at IS NOT NULL
               WHEN 'cancelled'   THEN p_started_at IS NULL AND p_closed_at IS NOT NULL
               ELSE false
           END
       AND num_nonnulls(p_holder_id, p_claimed_at, p_lease, p_lease_until, p_finish_by) = CASE WHEN p_status IN ('claimed', 'in_progress') THEN 5 ELSE 0 END;
END;
$_is_sound_task$;

COMMENT ON FUNCTION agora_work._is_sound_task(text, integer, integer, integer, bigint, timestamptz, timestamptz, interval, timestamptz, timestamptz, timestamptz)
    IS 'Whether the columns of a task agree with its status.';
REVOKE ALL ON FUNCTION agora_work._is_sound_task(text, integer, integer, integer, bigint, timestamptz, timestamptz, interval, timestamptz, timestamptz, timestamptz) FROM PUBLIC;
