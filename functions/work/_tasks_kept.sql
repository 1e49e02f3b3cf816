-- How long tasks are kept that are closed: never shorter than a repeated call is answered with one, or the scorecard looks back.
CREATE OR REPLACE FUNCTION agora_work._tasks_kept()
RETURNS interval
LANGUAGE sql STABLE
RETURN greatest(agora.setting_interval('work.task_retention'), agora.setting_interval('core.idempotency_retention'), agora.setting_interval('work.score_window'));

COMMENT ON FUNCTION agora_work._tasks_kept()
    IS 'How long closed tasks and what belongs to them are kept.';
REVOKE ALL ON FUNCTION agora_work._tasks_kept() FROM PUBLIC;
