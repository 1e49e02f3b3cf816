-- Job: ends the retention of calls, partition by partition, oldest first, when all that is in one is in the roll-up: reports have what it
-- came to and stay exact. What it came to by day and model is written down, then it is detached or dropped, as model.retired_calls says.
-- Repricing waits meanwhile, so no correction of a call is lost.
-- Locks: SHARE ROW EXCLUSIVE on call_correction, then those of agora._end_partition().
CREATE OR REPLACE FUNCTION agora_model._retire_calls(p_limit integer)
RETURNS bigint
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
SET lock_timeout = '2s'
AS $_retire_calls$
DECLARE
    v_oldest  record := agora_model._oldest_calls();
    v_keep    boolean := agora.setting('model.retired_calls') = 'detach';
    v_calls   bigint;
BEGIN
    IF v_oldest.partition_name IS NULL OR v_oldest.held_by IS NOT NULL THEN
        RETURN 0;
    END IF;
    IF v_keep AND v_oldest.partition_name = 'llm_call_p0' THEN
        v_calls := agora_model._copy_first_calls(100::bigint * p_limit);
        IF v_calls > 0 THEN
            RETURN v_calls;
        END IF;
    END IF;
    LOCK TABLE agora_model.call_correction IN SHARE ROW EXCLUSIVE MODE;
    v_oldest := agora_model._oldest_calls(); -- what was corrected before the lock is seen now
    IF v_oldest.partition_name IS NULL OR v_oldest.held_by IS NOT NULL THEN
        RETURN 0;
    END IF;
    INSERT INTO agora_model.retired_partition (upper_bound, partition_name, is_kept, last_recorded_at, retired_at)
    VALUES (v_oldest.upper_bound, v_oldest.partition_name, v_keep, v_oldest.last_recorded_at, agora.now());
    WITH written AS (
        INSERT INTO agora_model.retired_cost AS t (upper_bound, day, model_id, calls, priced, cost_usd)
        SELECT v_oldest.upper_bound, x.day, x.model_id, sum(x.calls), sum(x.priced), sum(x.usd)
          FROM (SELECT (k.called_at AT TIME ZONE 'UTC')::date AS day, k.model_id, count(*) AS calls, count(k.cost_usd) AS priced, coalesce(sum(k.cost_usd), 0) AS usd
                  FROM agora_model.llm_call AS k
                 WHERE k.llm_call_id >= v_oldest.lower_bound AND k.llm_call_id < v_oldest.upper_bound
                 GROUP BY 1, 2
                UNION ALL
                SELECT (k.called_at AT TIME ZONE 'UTC')::date, k.model_id, 0, count(*) FILTER (WHERE c.old_cost_usd IS NULL), sum(c.cost_usd - coalesce(c.old_cost_usd, 0))
                  FROM agora_model.call_correction AS c
                  JOIN agora_model.llm_call AS k ON k.llm_call_id = c.llm_call_id
                 WHERE k.llm_call_id >= v_oldest.lower_bound AND k.llm_call_id < v_oldest.upper_bound
                 GROUP BY 1, 2) AS x
         GROUP BY x.day, x.model_id
        RETURNING t.calls
    )
    SELECT coalesce(sum(w.calls), 0) INTO v_calls FROM written AS w;
    PERFORM agora._end_partition('agora_model.llm_call', v_oldest.partition_name, v_keep);
    RETURN v_calls;
END;
$_retire_calls$;

COMMENT ON FUNCTION agora_model._retire_calls(integer)
    IS 'Job: copy at most 100 x p_limit (1 to 1000000) calls of partition p0 to be kept, or end one partition; returns how many calls.';
REVOKE ALL ON FUNCTION agora_model._retire_calls(integer) FROM PUBLIC;
