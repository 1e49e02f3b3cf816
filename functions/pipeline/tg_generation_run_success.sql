-- A run succeeds only if the last word of no blocking gate is that it failed, and every stage is completed or skipped.
-- Errors: ZG007 · ZG008.
CREATE OR REPLACE FUNCTION agora_pipeline.tg_generation_run_success()
RETURNS trigger
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $tg_generation_run_success$
DECLARE
    v_gates   text;
    v_stages  text;
BEGIN
    SELECT string_agg(b.gate, ' ' ORDER BY b.gate) INTO v_gates FROM agora_pipeline._failed_blocking(new.generation_run_id) AS b(gate);
    IF v_gates IS NOT NULL THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZG007',
            MESSAGE = 'a blocking gate failed',
            DETAIL  = format('generation_run_id=%s gates=%s', new.generation_run_id, v_gates),
            HINT    = 'Mend it and record the gate again, or end the run as partial or failed.';
    END IF;
    SELECT string_agg(format('%s:%s', s.stage, s.status), ' ' ORDER BY s.stage) INTO v_stages
      FROM agora_pipeline.stage_run AS s
     WHERE s.generation_run_id = new.generation_run_id AND s.status NOT IN ('completed', 'skipped');
    IF v_stages IS NOT NULL THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZG008',
            MESSAGE = 'stages are open or failed',
            DETAIL  = format('generation_run_id=%s stages=%s', new.generation_run_id, v_stages),
            HINT    = 'End or skip them, or end the run as partial or failed.';
    END IF;
    RETURN new;
END;
$tg_generation_run_success$;

CREATE OR REPLACE TRIGGER generation_run_success
    BEFORE UPDATE OF status ON agora_pipeline.generation_run
    FOR EACH ROW WHEN (new.status = 'success')
    EXECUTE FUNCTION agora_pipeline.tg_generation_run_success();

COMMENT ON FUNCTION agora_pipeline.tg_generation_run_success()
    IS 'Trigger: a run does not succeed over a failed blocking gate or an open stage.';
REVOKE ALL ON FUNCTION agora_pipeline.tg_generation_run_success() FROM PUBLIC;
