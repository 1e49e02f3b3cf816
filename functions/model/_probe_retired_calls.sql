-- Health: nothing keeps partitions of calls beyond their retention.
CREATE OR REPLACE FUNCTION agora_model._probe_retired_calls()
RETURNS agora.health_report
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT ROW('calls',
               coalesce(o.held_by, 'the roll-up') = 'the roll-up',
               CASE WHEN o.held_by IS NOT NULL THEN format('%s is past its retention, but %s needs its calls', o.partition_name, o.held_by)
                    ELSE format('%s partitions of calls are retired', (SELECT count(*) FROM agora_model.retired_partition AS r)) END,
               CASE WHEN o.held_by <> 'the roll-up' THEN 'End it: agora_model.judge_canary() or stop_migration(), stop_experiment() and report_experiment().' END)::agora.health_report
      FROM agora_model._oldest_calls() AS o;
END;

COMMENT ON FUNCTION agora_model._probe_retired_calls()
    IS 'Health: no canary or experiment keeps calls beyond their retention.';
REVOKE ALL ON FUNCTION agora_model._probe_retired_calls() FROM PUBLIC;
