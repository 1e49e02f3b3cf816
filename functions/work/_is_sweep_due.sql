-- Whether nobody has swept for work.sweep_every, by a clock that all sessions share; where it was set back, the next one sweeps.
CREATE OR REPLACE FUNCTION agora_work._is_sweep_due()
RETURNS boolean
LANGUAGE plpgsql STABLE
AS $_is_sweep_due$
DECLARE
    v_idle float8 := date_part('epoch', agora.now()) - coalesce(pg_sequence_last_value('agora_work.swept_at'), 0) / 1000.0::float8;
BEGIN
    RETURN v_idle < 0 OR v_idle >= date_part('epoch', agora.setting_interval('work.sweep_every'));
END;
$_is_sweep_due$;

COMMENT ON FUNCTION agora_work._is_sweep_due()
    IS 'Whether whoever claims is to sweep.';
REVOKE ALL ON FUNCTION agora_work._is_sweep_due() FROM PUBLIC;
