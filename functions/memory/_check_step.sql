-- What a step may say: a number, a printable name, an outcome or none yet, times in order and not in the future.
-- Errors: 22023.
CREATE OR REPLACE FUNCTION agora_memory._check_step(
    p_number       integer,
    p_name         text,
    p_outcome      text,
    p_detail       text,
    p_started_at   timestamptz,
    p_finished_at  timestamptz,
    p_pre          jsonb,
    p_post         jsonb
)
RETURNS void
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $_check_step$
DECLARE
    v_latest timestamptz := agora.now() + interval '5 minutes';
BEGIN
    PERFORM agora._check_number('p_number', p_number, 1, 100000);
    PERFORM agora._check_text('p_name', p_name, 200);
    PERFORM agora._check_text('p_detail', p_detail, 10000, p_optional => true);
    IF p_pre IS NOT NULL THEN
        PERFORM agora._check_object('p_pre', p_pre, 1000000);
    END IF;
    IF p_post IS NOT NULL THEN
        PERFORM agora._check_object('p_post', p_post, 1000000);
    END IF;
    IF p_outcome NOT IN ('success', 'error', 'skipped') OR (p_outcome IS NULL AND (p_finished_at IS NOT NULL OR p_post IS NOT NULL))
       OR p_finished_at < p_started_at OR p_started_at > v_latest OR p_finished_at > v_latest
       OR p_started_at < '1900-01-01+00' OR p_finished_at < '1900-01-01+00' THEN
        RAISE EXCEPTION USING
            ERRCODE = '22023',
            MESSAGE = 'step is not usable',
            DETAIL  = format('p_outcome=%s p_started_at=%s p_finished_at=%s', coalesce(left(p_outcome, 50), 'NULL'),
                             coalesce(p_started_at::text, 'NULL'), coalesce(p_finished_at::text, 'NULL')),
            HINT    = 'The outcome is success, error or skipped, and NULL while the step runs, which then has no end and no state after it; times are in order and not in the future.';
    END IF;
END;
$_check_step$;

COMMENT ON FUNCTION agora_memory._check_step(integer, text, text, text, timestamptz, timestamptz, jsonb, jsonb)
    IS 'Refuse a step that contradicts itself.';
REVOKE ALL ON FUNCTION agora_memory._check_step(integer, text, text, text, timestamptz, timestamptz, jsonb, jsonb) FROM PUBLIC;
