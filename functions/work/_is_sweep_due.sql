-- Whether the next sweep is due, by clocks that all sessions share; where they were set back, the next one sweeps. No setting is read here:
-- whoever sweeps notes when the next one is due.
-- Inlined into what asks it.
CREATE OR REPLACE FUNCTION agora_work._is_sweep_due()
RETURNS boolean
LANGUAGE sql VOLATILE
RETURN coalesce(date_part('epoch', agora.now()) * 1000 < pg_sequence_last_value('agora_work.swept_at')
                OR date_part('epoch', agora.now()) * 1000 >= pg_sequence_last_value('agora_work.sweep_due'), true);

COMMENT ON FUNCTION agora_work._is_sweep_due()
    IS 'Whether whoever claims is to sweep.';
REVOKE ALL ON FUNCTION agora_work._is_sweep_due() FROM PUBLIC;
