-- Whether nothing that lives needs a closed task any more: no task that is open, no credential, nothing that went to a human and is kept.
CREATE OR REPLACE FUNCTION agora_work._is_past(p_task bigint)
RETURNS boolean
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $_is_past$
BEGIN
    RETURN NOT EXISTS (SELECT FROM agora_work.dependency AS d JOIN agora_work.task AS t ON t.task_id = d.task_id AND t.closed_at IS NULL WHERE d.needs_id = p_task)
       AND NOT EXISTS (SELECT FROM agora_work.credential AS c WHERE c.task_id = p_task)
       AND NOT EXISTS (SELECT FROM agora_work.escalation_item AS i WHERE i.task_id = p_task);
END;
$_is_past$;

COMMENT ON FUNCTION agora_work._is_past(bigint)
    IS 'Whether nothing that lives needs a closed task.';
REVOKE ALL ON FUNCTION agora_work._is_past(bigint) FROM PUBLIC;
