-- A release, with all of its component locked in the order of their ids: one of them at a time is in use.
-- Errors: ZG020.   Locks: the releases of the component.
CREATE OR REPLACE FUNCTION agora_pipeline._lock_component(
    p_release  bigint
)
RETURNS agora_pipeline.pipeline_release
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_lock_component$
DECLARE
    v_found agora_pipeline.pipeline_release;
BEGIN
    PERFORM 1
       FROM agora_pipeline.pipeline_release AS r
      WHERE r.component = (SELECT n.component FROM agora_pipeline.pipeline_release AS n WHERE n.pipeline_release_id = p_release)
      ORDER BY r.pipeline_release_id
        FOR NO KEY UPDATE;
    SELECT r.* INTO v_found FROM agora_pipeline.pipeline_release AS r WHERE r.pipeline_release_id = p_release;
    IF NOT FOUND THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZG020',
            MESSAGE = 'unknown release',
            DETAIL  = format('p_release=%s', coalesce(p_release::text, 'NULL')),
            HINT    = 'agora_pipeline.propose_release() returns its id; agora_pipeline.component_release has them all.';
    END IF;
    RETURN v_found;
END;
$_lock_component$;

COMMENT ON FUNCTION agora_pipeline._lock_component(bigint)
    IS 'A release, its component locked.';
REVOKE ALL ON FUNCTION agora_pipeline._lock_component(bigint) FROM PUBLIC;
