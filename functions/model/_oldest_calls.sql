-- The oldest partition of calls, once nobody writes to it and its last call was recorded longer ago than model.call_retention; and what
-- still needs its calls, if anything: the roll-up, which has not all of them yet, a canary, or an experiment that was not reported.
CREATE OR REPLACE FUNCTION agora_model._oldest_calls(
    OUT partition_name    text,
    OUT lower_bound       bigint,
    OUT upper_bound       bigint,
    OUT last_recorded_at  timestamptz,
    OUT held_by           text
)
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $_oldest_calls$
DECLARE
    v_last bigint;
BEGIN
    -- From where it begins: between it and the one before are those of the default partition, which stay.
    SELECT p.partition_name, coalesce(p.lower_bound, 0), p.upper_bound INTO partition_name, lower_bound, upper_bound
      FROM agora._partition_of('agora_model.llm_call') AS p
     WHERE p.upper_bound > (SELECT coalesce(max(r.upper_bound), 0) FROM agora_model.retired_partition AS r)
     ORDER BY p.upper_bound
     LIMIT 1;
    SELECT k.llm_call_id, k.recorded_at INTO v_last, last_recorded_at
      FROM agora_model.llm_call AS k
     WHERE k.llm_call_id >= lower_bound AND k.llm_call_id < upper_bound
     ORDER BY k.llm_call_id DESC
     LIMIT 1;
    last_recorded_at := coalesce(last_recorded_at, '-infinity'); -- its ids were given to calls that were rolled back
    IF (last_recorded_at < agora.now() - agora.setting_interval('model.call_retention') AND agora_model._last_call() >= upper_bound) IS NOT TRUE THEN
        partition_name := NULL;
        RETURN;
    END IF;
    held_by := CASE WHEN NOT EXISTS (SELECT FROM agora_model.cost_horizon AS h WHERE h.up_to_call >= upper_bound - 1)
                      OR EXISTS (SELECT FROM agora_model.cost_horizon AS h
                                   JOIN agora_model.call_correction AS c ON c.call_correction_id > h.up_to_correction AND c.llm_call_id <= v_last) THEN 'the roll-up' END;
    held_by := coalesce(held_by, (SELECT 'the canary of migration ' || min(m.model_migration_id)
                                    FROM agora_model.model_migration AS m WHERE m.status = 'canary' AND m.after_call_id < v_last));
    held_by := coalesce(held_by, (SELECT 'the experiment ' || min(e.experiment)
                                    FROM agora_model.experiment AS e
                                   WHERE e.stage IS NOT NULL AND e.status IN ('running', 'stopped') AND e.after_call_id < v_last));
END;
$_oldest_calls$;

COMMENT ON FUNCTION agora_model._oldest_calls()
    IS 'Oldest partition of calls that is past its retention, and what holds it; no partition = none is.';
REVOKE ALL ON FUNCTION agora_model._oldest_calls() FROM PUBLIC;
