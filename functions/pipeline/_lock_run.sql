-- A run that the actor may change, locked: its principal's own, or any for an operator. p_open: it must not have ended. A login that does not
-- see another's hears that there is none.
-- Errors: ZG001 · ZG002 · ZG003.   Locks: the run.
CREATE OR REPLACE FUNCTION agora_pipeline._lock_run(
    p_run    bigint,
    p_open   boolean,
    p_actor  bigint
)
RETURNS agora_pipeline.generation_run
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_lock_run$
DECLARE
    v_found agora_pipeline.generation_run;
BEGIN
    SELECT r.* INTO v_found FROM agora_pipeline.generation_run AS r WHERE r.generation_run_id = p_run FOR NO KEY UPDATE;
    IF v_found.principal_id <> p_actor AND NOT agora._is_operator(p_actor) THEN
        IF agora.visible_principal() = 0 THEN
            RAISE EXCEPTION USING
                ERRCODE = 'ZG002',
                MESSAGE = 'generation run belongs to another',
                DETAIL  = format('p_run=%s p_actor=%s', p_run, p_actor),
                HINT    = 'Its principal goes on with it, or an operator.';
        END IF;
        v_found := NULL;
    END IF;
    IF v_found.generation_run_id IS NULL THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZG001',
            MESSAGE = 'unknown generation run',
            DETAIL  = format('p_run=%s', coalesce(p_run::text, 'NULL')),
            HINT    = 'agora_pipeline.start_run() returns its id; agora_pipeline.run_scorecard has them all.';
    END IF;
    IF p_open AND v_found.finished_at IS NOT NULL THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZG003',
            MESSAGE = 'generation run has ended',
            DETAIL  = format('p_run=%s status=%s finished_at=%s', p_run, v_found.status, v_found.finished_at),
            HINT    = 'Start another run with agora_pipeline.start_run().';
    END IF;
    RETURN v_found;
END;
$_lock_run$;

COMMENT ON FUNCTION agora_pipeline._lock_run(bigint, boolean, bigint)
    IS 'A generation run that the actor may change, locked.';
REVOKE ALL ON FUNCTION agora_pipeline._lock_run(bigint, boolean, bigint) FROM PUBLIC;
